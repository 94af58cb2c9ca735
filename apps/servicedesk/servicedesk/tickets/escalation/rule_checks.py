"""What is refused when an escalation rule is saved, with the place and the reason: whatever would fail at night."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import validate_email_address

from servicedesk.domain.thresholds import ThresholdError
from servicedesk.domain.ticket_condition import ConditionError
from servicedesk.service_levels.escalation_rules import CLOCK, threshold_of
from servicedesk.shared.errors import NotSetUp, refuse
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import states
from servicedesk.tickets.escalation.conditions import condition
from servicedesk.tickets.escalation.loops import circle_of

# A threshold's own names of what is wrong, and the field in which staff wrote it.
AMOUNT_FIELDS = {"Percent of the Target": "percent"}
MOST_AMOUNT = 100_000


def check(doc: Any) -> None:
	"""Raise Refused with a sentence by each field that is wrong."""
	problems = {**_counted(doc), **_timing(doc), **_condition(doc), **_actions(doc)}
	if problems:
		refuse(problems)
	if found := circle_of(doc):
		way = " → ".join(found)
		refuse(
			{
				"actions": _(
					"Together with other automatic steps this leads tickets in a circle: {0}."
				).format(way)
			}
		)


def _counted(doc: Any) -> dict[str, str]:
	if doc.counts == CLOCK:
		doc.workflow_state = doc.state_category = None
		if not doc.clock_kind:
			return {"clock_kind": _("Choose the clock.")}
		return _sla(doc)
	doc.clock_kind = None
	if doc.workflow_state:
		doc.state_category = None
		return _state(doc)
	return {} if doc.state_category else {"workflow_state": _("Choose a state, or what it means.")}


def _sla(doc: Any) -> dict[str, str]:
	if not doc.sla:
		return {}
	measured = {row.measure for row in frappe.get_cached_doc("SD SLA", doc.sla).targets}
	return (
		{} if doc.clock_kind in measured else {"sla": _("This SLA has no clock {0}.").format(doc.clock_kind)}
	)


def _state(doc: Any) -> dict[str, str]:
	try:
		known = {row.state for row in states.workflow().states}
	except NotSetUp:
		return {}
	if doc.workflow_state in known:
		return {}
	return {"workflow_state": _("The workflow has no state {0}.").format(doc.workflow_state)}


def _timing(doc: Any) -> dict[str, str]:
	amount = "after" if doc.counts != CLOCK else AMOUNT_FIELDS.get(doc.moment, "minutes")
	fields = {"amount": amount, "every": "repeat_every", "at_most": "at_most"}
	if max(int(doc.get(field) or 0) for field in fields.values()) > MOST_AMOUNT:
		return {amount: _("That is too long.")}
	try:
		threshold_of(doc)
	except ThresholdError as error:
		return {fields[error.field]: _timing_sentence(error.field)}
	return {}


def _timing_sentence(field: str) -> str:
	if field == "at_most":
		return _("At least once, and at most 100 times.")
	if field == "every":
		return _("Give the time in between; it cannot be negative.")
	return _("Give a number greater than 0.")


def _condition(doc: Any) -> dict[str, str]:
	doc.condition = (doc.condition or "").strip()
	if not doc.condition:
		return {}
	try:
		condition(doc.condition)
	except ConditionError as error:
		return {"condition": _condition_sentence(error)}
	return {}


def _condition_sentence(error: ConditionError) -> str:
	if error.code == "unknown_field":
		return _("Condition, column {0}: a ticket has no field {1}.").format(error.place, error.what)
	if error.code == "mixed":
		return _("Condition, column {0}: {1} compares text with numbers.").format(error.place, error.what)
	if error.code == "not_allowed":
		return _("Condition, column {0}: {1} is not possible here.").format(error.place, error.what)
	if error.code == "too_long":
		return _("The condition is too long.")
	return _("Condition, column {0}: this cannot be read.").format(error.place)


def _actions(doc: Any) -> dict[str, str]:
	if not doc.actions:
		return {"actions": _("Say what happens: at least one action.")}
	for row in doc.actions:
		if sentence := CHECKS.get(row.action, _nothing)(doc, row):
			return {"actions": _("Action {0}: {1}").format(row.idx, sentence)}
	return {}


def _nothing(_doc: Any, _row: Any) -> str:
	return ""


def _notify(_doc: Any, row: Any) -> str:
	if not row.whom:
		return _("choose who is told.")
	if row.whom == "Person" and not row.person:
		return _("choose the person.")
	if row.whom == "Address" and not validate_email_address(row.address or ""):
		return _("this is not an email address: {0}").format(row.address or "–")
	return ""


def _hand_on(_doc: Any, row: Any) -> str:
	if row.team and frappe.get_cached_value("SD Team", row.team, "disabled"):
		return _("the team {0} takes no requests.").format(row.team)
	return ""


def _field_visit(_doc: Any, row: Any) -> str:
	if row.person and not is_staff(row.person):
		return _("{0} does not belong to the desk's staff.").format(row.person)
	return "" if int(row.visit_hours or 0) > 0 else _("a visit takes at least an hour.")


def _take_step(doc: Any, row: Any) -> str:
	try:
		rows = states.workflow().transitions
	except NotSetUp:
		return ""
	steps = [step for step in rows if step.action == row.step]
	known = {step.state for step in steps}
	if not known:
		return _("the workflow has no step {0}.").format(row.step or "–")
	if doc.workflow_state and doc.workflow_state not in known:
		return _("from the state {0} there is no step {1}.").format(doc.workflow_state, row.step)
	if any(_demands_more(step, row) for step in steps):
		return _("the step {0} demands words that nobody is there to write.").format(row.step)
	return ""


def _demands_more(step: Any, row: Any) -> bool:
	"""Whether a step wants words that the rule does not have: a message it may have, in its own words."""
	demanded = step.get("sd_requires") or ""
	return bool(demanded) and not (demanded == "Message" and (row.words or "").strip())


CHECKS = {
	"Notify": _notify,
	"Hand On": _hand_on,
	"Assign": _hand_on,
	"Field Visit": _field_visit,
	"Take Step": _take_step,
}
