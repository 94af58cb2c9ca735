"""Tickets that people work on while processes die or race, by whatever names the site's preset has for its states."""

from typing import Any

import frappe

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.tickets import demands, states, timers, transitions
from tests.faults import escalations

AGENT = "bogdan.moraru@example.ro"
DAY_MICROSECONDS = 86_400_000_000
WORDS = demands.Words("Which one?", "Done", "Parts", "Another one")


def open_tickets(count: int) -> list[str]:
	"""Tickets of the sample customer that nobody has taken."""
	return escalations.make_tickets(count)


def action_towards(name: str, category: StateCategory) -> str:
	"""The signed-in person's first button that leads the ticket to a state of that category."""
	ticket = frappe.get_doc("SD Ticket", name)
	return str(
		next(row.action for row in states.buttons(ticket) if states.category_of(row.next_state) is category)
	)


def step_towards(name: str, category: StateCategory) -> None:
	"""Take that step, with all words that it may demand."""
	action = action_towards(name, category)
	transitions.take(transitions.locked(name), action, WORDS)


def resolve(names: list[str]) -> None:
	"""The agent takes and solves the tickets."""
	frappe.set_user(AGENT)
	for name in names:
		step_towards(name, StateCategory.ACTIVE)
		step_towards(name, StateCategory.RESOLVED)
	frappe.set_user("Administrator")
	frappe.db.commit()


def close_by_time(workflow: Any) -> None:
	"""Have what is solved be closed a minute later, by nobody."""
	for row in workflow.transitions:
		if _closes(row):
			row.update(
				{"sd_trigger": "Elapsed Time", "sd_after": 1, "sd_after_unit": "Minutes", "condition": ""}
			)
			row.sd_requires = ""
	workflow.save()
	frappe.db.commit()


def _closes(row: Any) -> bool:
	start, aim = states.category_of(row.state), states.category_of(row.next_state)
	return (start, aim) == (StateCategory.RESOLVED, StateCategory.CLOSED)


def make_due(names: list[str]) -> None:
	"""As if the tickets had been solved a day ago."""
	frappe.db.sql(
		"""update `tabSD Ticket` set state_since = state_since - interval 1 day,
			state_since_key = state_since_key - %(day)s, timer_key = %(now)s
		where name in %(names)s""",
		{"names": names, "now": to_microseconds(utc_now()), "day": DAY_MICROSECONDS},
	)
	frappe.db.commit()
	assert timers.timed_steps(frappe.get_doc("SD Ticket", names[0]))


def closed_count(names: list[str]) -> int:
	"""How many are closed, as committed now."""
	frappe.db.rollback()
	return int(frappe.db.count("SD Ticket", {"name": ("in", names), "state_category": "closed"}))
