"""A preset has words of its own for every notice that its rules, steps and visits send; none falls back to the app's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.message_template import unknown_placeholders

REPOSITORY = Path(__file__).resolve().parents[2]
PRESETS = sorted(place.parent.name for place in (REPOSITORY / "fixtures").glob("*/configuration"))
# Beside the language of the desk itself; a customer of this one reads English.
MORE_LANGUAGES = {"software-vendor": ("en",)}
ALWAYS = {"ticket_received", "state_changed", "ticket_resolved", "ticket_closed", "ticket_assigned"}
VISITS = {"visit_planned", "visit_changed", "visit_cancelled", "visit_assigned", "visit_withdrawn"}
OF_TRIGGERS = {"Merged": {"ticket_merged"}, "Visit Planned": VISITS}
TO_CUSTOMERS = ("visit_planned", "visit_changed", "visit_cancelled", "ticket_merged", "customer_reminder")


def records(preset: str, doctype: str) -> Iterator[dict[str, Any]]:
	"""The preset's records of one kind."""
	for path in sorted((REPOSITORY / "fixtures" / preset / "configuration").glob("*.json")):
		yield from (
			record for record in json.loads(path.read_text(encoding="utf-8")) if record["doctype"] == doctype
		)


def of_action(action: dict[str, Any]) -> set[str]:
	"""The notices that an action of an escalation rule sends; many to one person become a list."""
	if action.get("message_event"):
		return {action["message_event"]}
	if action["action"] == "Remind Customer":
		return {"customer_reminder"}
	if action["action"] == "Notify":
		return {"customer_delayed"} if action["whom"] == "Requester" else {"escalated", "escalation_digest"}
	return set()


def of_workflow(workflow: dict[str, Any]) -> set[str]:
	"""The notices that its steps send; a button into the queue from a state before it is a supervisor's triage."""
	queued = {state["state"] for state in workflow["states"] if state.get("sd_queue")}
	new = {state["state"] for state in workflow["states"] if state["sd_category"] == "new"}
	events: set[str] = set()
	for step in workflow["transitions"]:
		events |= OF_TRIGGERS.get(step["sd_trigger"], set())
		if step["sd_trigger"] == "Button" and step["state"] in new - queued and step["next_state"] in queued:
			events.add("ticket_categorised")
	return events


def sent_by(preset: str) -> set[str]:
	"""Every notice that the preset's own data sends."""
	events = set(ALWAYS)
	for rule in records(preset, "SD Escalation Rule"):
		events = events.union(*(of_action(action) for action in rule["actions"]))
	for workflow in records(preset, "Workflow"):
		events |= of_workflow(workflow)
	return events


def languages(preset: str) -> tuple[str, ...]:
	"""The languages that the preset's people read."""
	(settings,) = records(preset, "SD Settings")
	return (settings["default_language"], *MORE_LANGUAGES.get(preset, ()))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_notice_has_the_houses_words(preset: str) -> None:
	"""In each language that its people read."""
	there = {(record["event"], record["language"]) for record in records(preset, "SD Message Template")}
	wanted = {(event, language) for event in sent_by(preset) for language in languages(preset)}
	assert wanted - there == set()


@pytest.mark.parametrize("preset", PRESETS)
def test_no_text_has_a_place_that_nothing_fills(preset: str) -> None:
	"""Staff would get the form's refusal; a preset must not bring what its form refuses."""
	for record in records(preset, "SD Message Template"):
		assert unknown_placeholders(record["subject"] + record["body"]) == [], record["name"]
		assert record["name"] == f"{record['event']}-{record['language']}"


@pytest.mark.parametrize("preset", PRESETS)
def test_customers_are_led_to_their_request_and_may_stop_notices(preset: str) -> None:
	"""Each link at the end of its line: only there do its words stand in its place (manual edi-provider 3)."""
	for record in records(preset, "SD Message Template"):
		if record["event"] in TO_CUSTOMERS:
			lines = record["body"].split("\n")
			for place in ("{view_link}", "{mute_link}"):
				assert any(line.endswith(f": {place}") for line in lines), (record["name"], place)


def test_there_is_something_to_check() -> None:
	"""The presets' data do send such notices."""
	assert "customer_reminder" in sent_by("integrator")
	assert sent_by("outsourcer") >= VISITS | {"ticket_merged", "ticket_categorised", "escalation_digest"}
