"""A ticket's history in words: who did what, when, which way and from where."""

from typing import Any

import frappe
from frappe import _

from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import history, provenance

PAGE = 50

ENTRIES = """
	select event, field, from_state, to_state, from_value, to_value, detail, occurred_at, occurred_microseconds,
		actor, via, ip_address, visible_to_customer
	from `tabSD Ticket Event`
	where ticket = %(ticket)s and occurred_microseconds < %(before)s
	order by occurred_microseconds desc limit %(most)s"""
AFTER_EVERYTHING = 2**63 - 1


def page(ticket: str, before: str = "") -> dict[str, Any]:
	"""Entries, the newest first, and where the next page begins (empty at the end). One statement.

	Of each: at (the site's zone), who, what, change (from → to), words, way, address, seen by the customer.
	"""
	values = {
		"ticket": ticket,
		"before": int(before) if before.isdecimal() else AFTER_EVERYTHING,
		"most": PAGE + 1,
	}
	rows = frappe.db.sql(ENTRIES, values, as_dict=True)
	more = len(rows) > PAGE
	rows = rows[:PAGE]
	return {
		"entries": [_entry(row) for row in rows],
		"next": str(rows[-1].occurred_microseconds) if more else "",
	}


def _entry(row: Any) -> dict[str, Any]:
	return {
		"at": str(row.occurred_at),
		"who": full_name(row.actor),
		"what": _what(row),
		"before": _value(row.field, row.from_value) or row.from_state or "",
		"after": _value(row.field, row.to_value) or row.to_state or "",
		"words": "" if row.detail == row.to_value else unshield(row.detail),
		"way": way_in_words(row.via or ""),
		"address": row.ip_address or "",
		"visible_to_customer": bool(row.visible_to_customer),
	}


def _value(field: str | None, value: str | None) -> str:
	"""A field's value as people call it: a person's or a record's title instead of its name."""
	if not value:
		return ""
	definition = frappe.get_meta("SD Ticket").get_field(field) if field else None
	if not definition or definition.fieldtype != "Link":
		return unshield(value)
	if definition.options == "User":
		return full_name(value)
	title = frappe.get_meta(definition.options).title_field
	return unshield((title and frappe.get_cached_value(definition.options, value, title)) or value)


def _what(row: Any) -> str:
	words = event_in_words(row.event)
	if not row.field:
		return words
	field = frappe.get_meta("SD Ticket").get_field(row.field)
	return f"{words}: {_(field.label) if field else row.field}"


def event_in_words(event: str) -> str:
	"""What happened; an event that a later version has added shows its own name."""
	return {
		history.CREATED: _("Ticket opened"),
		history.STATE_CHANGED: _("State changed"),
		history.CUSTOMER_REPLY: _("Message of the customer"),
		history.PUBLIC_REPLY: _("Message to the customer"),
		history.ASSIGNED: _("Agent changed"),
		history.RATED: _("Rated by the customer"),
		history.EDITED: _("Request edited by the customer"),
		history.CATEGORISED: _("Categorised"),
		history.PRIORITY_CHANGED: _("Priority changed"),
		history.TEAM_CHANGED: _("Team changed"),
		history.FIELD_CHANGED: _("Field changed"),
		history.ESCALATED: _("Escalated"),
		history.HANDED_ON: _("Handed on"),
		history.VISIT: _("Field visit"),
		history.MERGED: _("Merged"),
		history.LINKED: _("Linked"),
		history.NOTED: _("Internal note"),
		history.SHARED: _("Shared with a colleague"),
		history.TAKEN_BACK: _("No longer shared"),
		history.MAIL_RETURNED: _("Mail came back"),
	}.get(event, event)


def way_in_words(way: str) -> str:
	"""Which way a change came."""
	return {
		provenance.PORTAL: _("Portal"),
		provenance.DESK: _("Desk"),
		provenance.API: _("Program"),
		provenance.TIME: _("By time"),
		provenance.MAIL: _("Mail"),
		provenance.SYSTEM: _("System"),
	}.get(way, way)
