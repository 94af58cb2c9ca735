"""What an edit of the workflow of tickets brings with it, so that staff may add, rename and reroute states at any time.

The framework's workflow builder writes all rows anew and knows nothing of our fields: what it leaves out is taken from
the builder's own drawing, where the sidebar keeps it, and from the row that was there before. A state that another one
takes the place of hands its tickets on; one that goes while tickets stand in it is refused. The same holds when another
workflow comes into use: it is compared with the one that was.
"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import frappe
from frappe import _

from servicedesk.shared.errors import refuse
from servicedesk.shared.forgetting import forget_now_and_after
from servicedesk.tickets import queue_place, state_renewal, timers, workflow_checks, workflow_rename

OF_STATES = ("sd_category", "sd_queue")
OF_TRANSITIONS = (
	"sd_trigger",
	"sd_requires",
	"sd_after",
	"sd_after_unit",
	"condition",
	"allow_self_approval",
)
STATE, ACTION = "state", "action"
STATES_OF_TICKETS = "select distinct workflow_state from `tabSD Ticket`"
# As it was, for another role, rerouted to another state, and both.
KNOWN_BY = ((0, 1, 2, 3), (0, 1, 2), (0, 1, 3), (0, 1))
Keys = tuple[tuple[str, ...], ...]
# What the sidebar says, by (state) and by (from, action, to, role).
Drawing = dict[tuple[str, ...], dict[str, Any]]


def complete(doc: Any, _method: str = "") -> None:
	"""Give rows that the builder has written anew what they had. Hook: Workflow.before_validate."""
	if doc.document_type != workflow_checks.DOCTYPE:
		return
	before = doc.get_doc_before_save() or _stored(doc)
	if before and _is_of_builder(before, doc):
		drawn, replaced = _drawing(doc), _replacements(before, doc)
		_complete_states(doc, before, drawn, replaced)
		_complete_transitions(doc, before, drawn, replaced)
	# The framework is about to put the other one out of use, by a statement that says so to nobody.
	doc.flags.in_use_before = _in_use(doc, before) if doc.is_active else None


def _is_of_builder(before: Any, doc: Any) -> bool:
	"""The builder throws all rows away and writes others, in which no state means anything."""
	known = {row.name for row in before.states}
	return not any(row.name in known or row.get("sd_category") for row in doc.states)


def check(doc: Any, _method: str = "") -> None:
	"""Refuse what would strand tickets. Hook: Workflow.validate."""
	if doc.document_type != workflow_checks.DOCTYPE:
		return
	workflow_checks.check(doc)
	if doc.is_active:
		_check_left_states(doc.flags.in_use_before, doc)
		_check_names_in_use(doc.flags.in_use_before, doc)


def follow(doc: Any, _method: str = "") -> None:
	"""After the save: tickets of replaced, changed and retimed states. Hook: Workflow.on_update."""
	if doc.document_type != workflow_checks.DOCTYPE:
		return
	# The cached workflow is still the one from before, and so may be which of them is in use.
	forget_now_and_after(partial(frappe.clear_document_cache, "Workflow", doc.name))
	forget_now_and_after(partial(frappe.cache.hdel, "workflow", workflow_checks.DOCTYPE))
	if not doc.is_active:
		return
	before = doc.flags.in_use_before
	for old, new in _replacements_in_use(before, doc).items():
		workflow_rename.move_tickets(old, new)
	changed = _changed_states(before, doc)
	state_renewal.follow(changed)
	state_renewal.ask(set(_retimed_states(before, doc)).difference(changed))


def _in_use(doc: Any, stored: Any | None) -> Any | None:
	"""The workflow of tickets that is in use as yet: this one as it is stored, another one, or none."""
	name = frappe.db.get_value("Workflow", {"document_type": workflow_checks.DOCTYPE, "is_active": 1})
	if not name:
		return None
	return stored if name == doc.name else frappe.get_doc("Workflow", name)


def _stored(doc: Any) -> Any | None:
	"""The workflow as it is stored: before validation the framework has not read it in every version."""
	return frappe.get_doc("Workflow", doc.name) if not doc.is_new() else None


def _replacements(before: Any, doc: Any) -> dict[str, str]:
	"""Which state took the place of which: the same row, the same box of the drawing, or the same place in the list.

	Only states that are gone and states that are new come into question.
	"""
	old_names, new_names = _names(before), _names(doc)
	gone = [name for name in old_names if name not in new_names]
	come = {name for name in new_names if name not in old_names}
	if not gone or not come:
		return {}
	pairs = {}
	for old, new in (
		*_same_rows(before, doc),
		*_same_boxes(before, doc),
		*_same_places(old_names, new_names),
	):
		if old in gone and new in come:
			pairs[old] = new
			gone.remove(old)
			come.remove(new)
	return pairs


def _replacements_in_use(before: Any | None, doc: Any) -> dict[str, str]:
	"""The same of the workflow in use; of one that comes into use nothing says which state stands for which."""
	return _replacements(before, doc) if before and before.name == doc.name else {}


def _same_rows(before: Any, doc: Any) -> list[tuple[str, str]]:
	rows = {row.name: row.state for row in doc.states}
	return [(row.state, rows[row.name]) for row in before.states if row.name in rows]


def _same_boxes(before: Any, doc: Any) -> list[tuple[str, str]]:
	boxes = {box["id"]: box["data"].get("state") for box in _boxes(doc, STATE)}
	return [(box["data"]["state"], boxes[box["id"]]) for box in _boxes(before, STATE) if boxes.get(box["id"])]


def _same_places(old_names: Sequence[str], new_names: Sequence[str]) -> list[tuple[str, str]]:
	"""The builder's first drawing of a workflow has its boxes in the order of the list; new ones come last."""
	return list(zip(old_names, new_names, strict=False)) if len(new_names) >= len(old_names) else []


def _names(doc: Any) -> list[str]:
	return list(dict.fromkeys(row.state for row in doc.states))


def _boxes(doc: Any, kind: str) -> list[dict[str, Any]]:
	"""The boxes of the builder's drawing that stand for states, or for transitions."""
	data = doc.get("workflow_data")
	drawing = json.loads(data) if isinstance(data, str) and data else data
	return [
		box
		for box in drawing or []
		if isinstance(box, dict) and box.get("type") == kind and isinstance(box.get("data"), dict)
	]


def _drawing(doc: Any) -> Drawing:
	"""What the drawing's sidebar holds of each state and transition."""
	found: Drawing = {}
	for box in _boxes(doc, STATE):
		found[(str(box["data"].get("state")),)] = box["data"]
	for box in _boxes(doc, ACTION):
		data = box["data"]
		key = tuple(str(data.get(name)) for name in ("from", "action", "to", "allowed"))
		found[key] = data
	return found


def _complete_states(doc: Any, before: Any, drawn: Drawing, replaced: dict[str, str]) -> None:
	old = {replaced.get(row.state, row.state): row for row in before.states}
	for row in doc.states:
		_fill(row, OF_STATES, drawn.get((row.state,)), old.get(row.state))


def _complete_transitions(doc: Any, before: Any, drawn: Drawing, replaced: dict[str, str]) -> None:
	left = [(_keys_before(row, replaced), row) for row in before.transitions]
	rows = [(_keys(row.state, row.action, row.next_state, row.allowed), row) for row in doc.transitions]
	# The same transitions first, so that a new one takes nothing from one that is still there.
	for certainty in range(len(KNOWN_BY)):
		for keys, row in list(rows):
			match = next((old for old in left if old[0][certainty] == keys[certainty]), None)
			if match:
				left.remove(match)
				rows.remove((keys, row))
				_fill(row, OF_TRANSITIONS, drawn.get(keys[0]), match[1])
	for keys, row in rows:
		_fill(row, OF_TRANSITIONS, drawn.get(keys[0]), None)


def _keys_before(row: Any, replaced: dict[str, str]) -> Keys:
	start, end = replaced.get(row.state, row.state), replaced.get(row.next_state, row.next_state)
	return _keys(start, row.action, end, row.allowed)


def _keys(*facts: str) -> Keys:
	"""How a transition (state, action, next state, role) is known again."""
	return tuple(tuple(facts[place] for place in places) for places in KNOWN_BY)


def _fill(row: Any, fields: Sequence[str], drawn: dict[str, Any] | None, old: Any | None) -> None:
	"""Give a row that was written anew what the drawing says of it, else what the row before it said."""
	for field in fields:
		if drawn and drawn.get(field) is not None:
			row.set(field, drawn[field])
		elif old:
			row.set(field, old.get(field))


def _check_left_states(before: Any | None, doc: Any) -> None:
	"""No ticket may be left in a state that the workflow does not have. A statement or two for each state that goes."""
	replaced = _replacements_in_use(before, doc)
	problems = {}
	for state in _names(before) if before else _states_of_tickets():
		if state in _names(doc) or state in replaced:
			continue
		# query-in-loop: as many as staff take away at once; the index has the answer
		if any(_has_tickets(name) for name in (state, *state_renewal.replaced_by(state))):
			problems[f"states.{state}"] = _(
				"The state {0} cannot go: tickets stand in it. Lead them on first, or put another state in its place."
			).format(state)
	if problems:
		refuse(problems)


def _check_names_in_use(before: Any | None, doc: Any) -> None:
	"""No other state may take a name whose tickets are still being moved: they would count as its own. One statement."""
	replaced = _replacements_in_use(before, doc)
	moved, names = state_renewal.moved_from(), _names(doc)
	problems = {
		f"states.{state}": _(
			"Requests are still being moved out of the state {0}. Use its name again in a few minutes."
		).format(state)
		for state, becomes in moved.items()
		# Whoever takes a replacement back has its tickets with it.
		if state in names and replaced.get(becomes) != state and (not before or state not in _names(before))
	}
	if problems:
		refuse(problems)


def _has_tickets(state: str) -> bool:
	return bool(frappe.db.exists(workflow_checks.DOCTYPE, {"workflow_state": state}))


def _states_of_tickets() -> list[str]:
	"""The states in which tickets stand, when no workflow is in use. The index jumps from one to the next."""
	return [state for state in frappe.db.sql(STATES_OF_TICKETS, pluck=True) if state]


def _changed_states(before: Any | None, doc: Any) -> list[str]:
	"""States that mean something else now, or in which tickets wait to be taken and did not, or the other way round."""
	then = {row.state: _meaning(row) for row in before.states} if before else {}
	return [row.state for row in doc.states if then.get(row.state) != _meaning(row)]


def _meaning(row: Any) -> tuple[str, bool]:
	return row.get("sd_category") or "", queue_place.is_taken_from(row)


def _retimed_states(before: Any | None, doc: Any) -> list[str]:
	"""States whose timed steps or rules of time are not what they were, or all when another workflow has come into use."""
	if not before or before.name != doc.name:
		return _names(doc)
	now, then = timers.timed_rows(doc), timers.timed_rows(before)
	return [state for state in _names(doc) if now.get(state) != then.get(state)]
