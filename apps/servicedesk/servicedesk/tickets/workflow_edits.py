"""What an edit of the workflow of tickets brings with it, so that staff may add, rename and reroute states at any time.

The framework's workflow builder writes all rows anew and knows nothing of our fields: what it leaves out is taken from
the builder's own drawing, where the sidebar keeps it, and from the row that was there before. A state that another one
takes the place of hands its tickets on; one that goes while tickets stand in it is refused.
"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import frappe
from frappe import _

from servicedesk.shared.errors import refuse
from servicedesk.shared.forgetting import forget_now_and_after
from servicedesk.tickets import timers, workflow_checks, workflow_rename

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


def _is_of_builder(before: Any, doc: Any) -> bool:
	"""The builder throws all rows away and writes others, in which no state means anything."""
	known = {row.name for row in before.states}
	return not any(row.name in known or row.get("sd_category") for row in doc.states)


def check(doc: Any, _method: str = "") -> None:
	"""Refuse what would strand tickets. Hook: Workflow.validate."""
	if doc.document_type != workflow_checks.DOCTYPE:
		return
	workflow_checks.check(doc)
	before = doc.get_doc_before_save()
	if before and doc.is_active:
		_check_left_states(before, doc)


def follow(doc: Any, _method: str = "") -> None:
	"""After the save: tickets of a replaced state, and the timers of states whose times changed. Hook: on_update."""
	if doc.document_type != workflow_checks.DOCTYPE:
		return
	# The cached workflow is still the one from before.
	forget_now_and_after(partial(frappe.clear_document_cache, "Workflow", doc.name))
	before = doc.get_doc_before_save()
	if before and doc.is_active:
		for old, new in _replacements(before, doc).items():
			workflow_rename.move_tickets(old, new)
	for state in _reinterpreted(before, doc):
		workflow_rename.reinterpret(state)
	changed = _retimed_states(before, doc)
	if changed:
		timers.recompute_later(changed)


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


def _check_left_states(before: Any, doc: Any) -> None:
	"""No ticket may be left in a state that the workflow no longer has. A statement for each state that goes."""
	replaced = _replacements(before, doc)
	problems = {}
	for state in _names(before):
		if state in _names(doc) or state in replaced:
			continue
		# query-in-loop: as many as staff take away at once; the index has the answer
		if frappe.db.exists(workflow_checks.DOCTYPE, {"workflow_state": state}):
			problems[f"states.{state}"] = _(
				"The state {0} cannot go: tickets stand in it. Lead them on first, or put another state in its place."
			).format(state)
	if problems:
		refuse(problems)


def _reinterpreted(before: Any | None, doc: Any) -> list[str]:
	"""States that mean something else now."""
	if not before or not doc.is_active:
		return []
	then = {row.state: row.get("sd_category") for row in before.states}
	return [
		row.state for row in doc.states if row.state in then and then[row.state] != row.get("sd_category")
	]


def _retimed_states(before: Any | None, doc: Any) -> list[str]:
	"""States whose timed steps or rules of time are not what they were, or all when another workflow has come into use."""
	if not doc.is_active:
		return []
	if not before or not before.is_active:
		return _names(doc)
	now, then = timers.timed_rows(doc), timers.timed_rows(before)
	return [state for state in {*now, *then} if now.get(state) != then.get(state)]
