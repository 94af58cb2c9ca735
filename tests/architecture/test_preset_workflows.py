"""The workflows of tickets that our presets bring obey the rules that staff's own are held to."""

import json
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger
from servicedesk.domain.workflow_rules import State, Step, problems

REPOSITORY = Path(__file__).resolve().parents[2]
# As staff choose them; the same words as in `tickets.states`, which needs the framework to be read.
TRIGGERS = {
	"": TransitionTrigger.BUTTON,
	"Agent Already Assigned": TransitionTrigger.RESUME_ASSIGNED,
}


def workflows() -> list[tuple[str, dict[str, Any]]]:
	"""Each preset's workflow of tickets."""
	found = []
	for path in sorted((REPOSITORY / "fixtures").glob("*/configuration/*.json")):
		content = json.loads(path.read_text(encoding="utf-8"))
		for record in content if isinstance(content, list) else [content]:
			if record["doctype"] == "Workflow" and record["document_type"] == "SD Ticket":
				found.append((path.parts[-3], record))
	return found


def trigger(words: str) -> TransitionTrigger:
	"""What staff's words mean."""
	return TRIGGERS.get(words) or TransitionTrigger(words.lower().replace(" ", "_"))


@pytest.mark.parametrize(("preset", "workflow"), workflows(), ids=[preset for preset, _ in workflows()])
def test_nothing_is_wrong(preset: str, workflow: dict[str, Any]) -> None:
	"""No state without a meaning, no dead end, no loop."""
	states = [
		State(row, state["state"], StateCategory(state["sd_category"]) if state.get("sd_category") else None)
		for row, state in enumerate(workflow["states"], start=1)
	]
	steps = [
		Step(
			row,
			step["state"],
			step["action"],
			step["next_state"],
			trigger(step.get("sd_trigger") or ""),
			step.get("sd_after") or 0,
			bool(step.get("sd_requires")),
		)
		for row, step in enumerate(workflow["transitions"], start=1)
	]
	assert problems(states, steps) == [], preset


def test_there_are_five() -> None:
	"""Every preset has one."""
	assert len(workflows()) == 5
