"""What a step of the workflow demands to be written, and where the words go.

A transition demands one thing (its `sd_requires`). The words are demanded on whichever way the step is taken: by an
endpoint, by the desk's own button, by a list's bulk action or through the framework's API, since the check stands in
the ticket's save.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.lifecycle import WAITING, StateCategory, is_open
from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.shared.errors import refuse
from servicedesk.shared.plain_text import shield, unshield
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import states

LONGEST = 20_000
# What the workflow says, and the name of the words that it demands. The message goes to the customer, the others to
# the ticket's fields of the same names.
FIELD_OF_DEMAND = {
	"Message": "message",
	"Resolution": "resolution",
	"Reason for Waiting": "waiting_reason",
	"Workaround": "workaround",
}

# Those of them that are fields of the ticket.
WRITTEN = ("resolution", "waiting_reason", "workaround")


@dataclass(frozen=True)
class Words:
	"""What somebody wrote with a step, by the fields' names."""

	message: str = ""
	resolution: str = ""
	waiting_reason: str = ""
	workaround: str = ""


def write(ticket: Any, words: Words) -> None:
	"""Put the words into their fields; what is empty leaves the field as it is. Of a customer only the message counts."""
	ticket.flags.transition_message = words.message.strip()
	if not is_staff(frappe.session.user):
		return
	for name in WRITTEN:
		text = clean_lines(getattr(words, name))
		if text:
			ticket.set(name, shield(text))


def forget(before: Any, ticket: Any) -> None:
	"""Words that were true of the state that the ticket leaves meet no demand of a later step; the history keeps them.

	A solution that did not hold goes, with its workaround, when the ticket goes back to work; a workaround also when
	the state that demanded it is left for work. What somebody writes in this very save stays.
	"""
	category = states.category_of(ticket.workflow_state)
	if not is_open(category):
		return
	for name in _outlived(before, category):
		if ticket.get(name) == before.get(name):
			ticket.set(name, None)


def _outlived(before: Any, category: StateCategory) -> tuple[str, ...]:
	if not is_open(states.category_of(before.workflow_state)):
		return ("resolution", "workaround")
	is_provisional = any(
		row.next_state == before.workflow_state and row.get("sd_requires") == "Workaround"
		for row in states.workflow().transitions
	)
	# Whoever is waited for, the customer gets by with it all the same.
	return ("workaround",) if is_provisional and category not in WAITING else ()


def problems(ticket: Any, transition: Any) -> dict[str, str]:
	"""A sentence for the words that the transition demands and that are missing or too long; nothing otherwise."""
	demanded = transition.get("sd_requires") or ""
	if not demanded:
		return {}
	# Whatever the desk would write down, a customer says it in a message.
	name = FIELD_OF_DEMAND[demanded] if is_staff(frappe.session.user) else "message"
	text = ticket.flags.transition_message if name == "message" else ticket.get(name)
	if not (text or "").strip():
		return {name: _sentence(name)}
	if len(text) > LONGEST:
		return {name: _("At most {0} characters.").format(LONGEST)}
	return {}


def check_lengths(ticket: Any) -> None:
	"""Raise Refused by the field for new words that are too long, whichever way they came."""
	before = ticket.get_doc_before_save()
	too_long = [
		name
		for name in WRITTEN
		if len(ticket.get(name) or "") > LONGEST and not (before and before.get(name) == ticket.get(name))
	]
	if too_long:
		refuse(dict.fromkeys(too_long, _("At most {0} characters.").format(LONGEST)))


def told(ticket: Any, transition: Any) -> str:
	"""What the customer reads in the mail about the step: the message, and the words that the step demanded.

	The description of a solution and the reason for waiting reach the correspondence address (software-vendor 1, 11;
	integrator 10).
	"""
	name = FIELD_OF_DEMAND.get(transition.get("sd_requires") or "", "message")
	demanded = "" if name == "message" else unshield(ticket.get(name))
	return "\n\n".join(filter(None, (ticket.flags.transition_message, demanded)))


def _sentence(name: str) -> str:
	return {
		"message": _("Write what the customer should know."),
		"resolution": _("Write what was done."),
		"waiting_reason": _("Write what is being waited for."),
		"workaround": _("Write how the customer can work until the final solution."),
	}[name]
