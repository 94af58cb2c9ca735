"""SD Ticket: a request of a customer, from its arrival to its end."""

from typing import Any

import frappe
from frappe.model.document import Document

from servicedesk.shared.rows import are_same_rows
from servicedesk.tickets import (
	affected,
	assignment,
	demands,
	intake,
	priority,
	queue_place,
	search_line,
	sla_choice,
	state_renewal,
	timers,
	transitions,
	triage,
	visit_ends,
)
from servicedesk.tickets.numbering import next_number
from servicedesk.tickets.protected_fields import keep_server_fields

# Behind the customer or the requester; by state and by words always newest or oldest first (self_service/request_finder.py).
PORTAL_ORDERS = {
	"category": ["state_category", "raised_at", "name"],
	"activity": ["last_activity_at", "name"],
	"words": ["raised_at", "name", "search_words"],
}


class SDTicket(Document):
	"""Thin on purpose: what happens to every ticket stands in `tickets.intake` and `tickets.transitions`."""

	def autoname(self) -> None:
		"""The number is the name."""
		self.name = next_number()

	def load_from_db(self) -> None:
		"""While tickets of a state are being moved to the one in its place, each is read as if it stood there."""
		super().load_from_db()
		state_renewal.read_as_moved(self)

	def before_validate(self) -> None:
		"""What a form sends that was opened before."""
		state_renewal.read_as_moved(self)

	def before_insert(self) -> None:
		"""Whichever way the ticket comes, the one door prepares it."""
		intake.prepare(self)

	def validate(self) -> None:
		"""Keep the state's meaning beside the state, and the classification true to the customer."""
		keep_server_fields(self)
		demands.check_lengths(self)
		triage.follow(self)
		assignment.follow(self)
		transitions.follow_assignment(self)
		transitions.follow_state(self)
		intake.check_references(self)
		affected.fill(self)
		priority.settle(self)
		sla_choice.settle(self)
		queue_place.follow(self)
		timers.follow(self)
		search_line.follow(self)

	def validate_workflow(self) -> None:
		"""A step that happens by itself asks nobody's role; for every other the framework's own rule holds."""
		if not transitions.is_automatic_step(self):
			super().validate_workflow()

	def update_child_table(self, fieldname: str, *more: Any) -> None:
		"""Rows that have not changed are not written: the framework would, with a statement for each answer."""
		before = self.get_doc_before_save()
		if not before or not are_same_rows(before.get(fieldname), self.get(fieldname)):
			super().update_child_table(fieldname, *more)

	def after_insert(self) -> None:
		"""History, clocks and the confirmation, in the transaction that made the ticket."""
		intake.complete(self)

	def on_update(self) -> None:
		"""History, clocks and notices of a change of state."""
		transitions.complete(self)
		visit_ends.follow(self)

	def on_trash(self) -> None:
		"""A ticket goes with everything that was written about it; its own row is locked first, as by everybody."""
		transitions.locked(self.name)
		for doctype in (
			"SD Ticket Clock",
			"SD Ticket Event",
			"SD Escalation Entry",
			"SD Field Visit",
			"SD Ticket Link",
			"SD Ticket Reading",
		):
			# query-in-loop: one statement a table, and there are six
			frappe.db.delete(doctype, {"ticket": self.name})
		frappe.db.delete("SD Ticket Link", {"other": self.name})


def on_doctype_update() -> None:
	"""The lists of the portal and the desk, each in the order in which it is shown."""
	frappe.db.add_index("SD Ticket", ["requester", "raised_at", "name"], "by_requester")
	frappe.db.add_index("SD Ticket", ["customer", "raised_at", "name"], "by_customer")
	# The portal's list in its other orders, and searched: all that is asked stands in the index.
	for column in ("requester", "customer"):
		for name, more in PORTAL_ORDERS.items():
			# query-in-loop: six indexes, once in a site's life
			frappe.db.add_index("SD Ticket", [column, *more], f"by_{column}_{name}")
	frappe.db.add_index("SD Ticket", ["agent", "state_category", "raised_at"], "by_agent")
	frappe.db.add_index("SD Ticket", ["state_category", "raised_at"], "by_category")
	# The desk's list, newest first; figures by day; a customer's open tickets beside the one at hand.
	frappe.db.add_index("SD Ticket", ["raised_at", "state_category"], "by_raised")
	frappe.db.add_index("SD Ticket", ["resolved_at"], "by_resolved")
	frappe.db.add_index("SD Ticket", ["customer", "state_category", "raised_at"], "by_customer_state")
	frappe.db.add_index("SD Ticket", ["contract", "raised_at"], "by_contract")
	# What is recomputed when an SLA, its calendar or a kind of clock has changed.
	frappe.db.add_index("SD Ticket", ["sla", "state_category", "name"], "by_sla")
	frappe.db.add_index("SD Ticket", ["equipment", "raised_at"], "by_equipment")
	frappe.db.add_index("SD Ticket", ["problem", "raised_at"], "by_problem")
	frappe.db.add_index("SD Ticket", ["merged_into"], "by_merged_into")
	# Each team's queue in its order, and what waits for triage.
	frappe.db.add_index("SD Ticket", ["team", "queue_rank", "queue_key", "name"], "by_queue")
	frappe.db.add_index("SD Ticket", ["state_category", "categorised_at", "raised_at"], "by_triage")
	# What time takes on, and the tickets of a state when the workflow was edited.
	frappe.db.add_index("SD Ticket", ["timer_key"], "by_timer_key")
	frappe.db.add_index("SD Ticket", ["workflow_state", "name"], "by_state")
