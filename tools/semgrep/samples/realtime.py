import frappe


def tell_all(ticket, user):
	# ruleid: realtime-without-room
	frappe.publish_realtime("ticket_changed", {"name": ticket})
	# ruleid: realtime-without-room
	frappe.publish_realtime("ticket_changed", {"name": ticket}, after_commit=True)
	# ruleid: realtime-without-room
	frappe.publish_realtime("ticket_changed", doctype="SD Ticket")


def tell_some(ticket, user):
	# ok: realtime-without-room
	frappe.publish_realtime("ticket_changed", {"name": ticket}, user=user)
	# ok: realtime-without-room
	frappe.publish_realtime("ticket_changed", {"name": ticket}, room=f"ticket:{ticket}")
	# ok: realtime-without-room
	frappe.publish_realtime("ticket_changed", doctype="SD Ticket", docname=ticket, after_commit=True)
