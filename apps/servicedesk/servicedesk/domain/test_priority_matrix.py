"""The matrix of the integrator (impact alone), a full one, and agents' own choices."""

import pytest

from servicedesk.domain.priority_matrix import (
	Basis,
	MatrixError,
	PriorityDecision,
	PriorityMatrix,
	PriorityRule,
	overridden,
	settled,
)

INTEGRATOR = PriorityMatrix(
	[PriorityRule("1", "", "Critical"), PriorityRule("2", "", "High"), PriorityRule("4", "", "Low")], "Medium"
)
FULL = PriorityMatrix(
	[
		PriorityRule("wide", "high", "P1"),
		PriorityRule("wide", "", "P2"),
		PriorityRule("", "high", "P3"),
		PriorityRule("", "", "never asked"),
	],
	"P4",
)


@pytest.mark.parametrize(
	("impact", "priority"), [("1", "Critical"), ("2", "High"), ("4", "Low"), ("3", "Medium")]
)
def test_impact_alone(impact: str, priority: str) -> None:
	assert INTEGRATOR.decide(impact, "").priority == priority
	assert INTEGRATOR.decide(impact, "any").priority == priority


@pytest.mark.parametrize(
	("impact", "urgency", "priority", "basis"),
	[
		("wide", "high", "P1", Basis.BOTH),
		("wide", "low", "P2", Basis.IMPACT),
		("wide", "", "P2", Basis.IMPACT),
		("narrow", "high", "P3", Basis.URGENCY),
		("", "high", "P3", Basis.URGENCY),
		("narrow", "low", "P4", Basis.FALLBACK),
		("", "", "P4", Basis.FALLBACK),
	],
)
def test_the_most_exact_rule_decides(impact: str, urgency: str, priority: str, basis: Basis) -> None:
	assert FULL.decide(impact, urgency) == PriorityDecision(priority, basis, priority)


def test_contradictions_are_refused_and_repetitions_are_not() -> None:
	rules = [PriorityRule("1", "2", "High"), PriorityRule("1", "2", "High")]
	assert PriorityMatrix(rules, "Low").decide("1", "2").priority == "High"
	with pytest.raises(MatrixError, match="impact '1' with urgency '2' has two priorities"):
		PriorityMatrix([*rules, PriorityRule("1", "2", "Low")], "Low")


def test_an_override_keeps_what_the_matrix_said() -> None:
	decision = overridden(INTEGRATOR.decide("4", ""), "Critical", "  Board meeting today ")
	assert decision == PriorityDecision("Critical", Basis.OVERRIDE, "Low", "Board meeting today")
	again = overridden(decision, "High", "Meeting is over")
	assert again.by_matrix == "Low"
	assert str(again.basis) == "override"


def test_an_override_needs_a_reason() -> None:
	with pytest.raises(ValueError, match="needs a reason"):
		overridden(INTEGRATOR.decide("4", ""), "Critical", "  ")


LOW, HIGH = INTEGRATOR.decide("4", ""), INTEGRATOR.decide("2", "")
RAISED = overridden(LOW, "Critical", "Board meeting")


@pytest.mark.parametrize(
	("decision", "before", "wanted", "reason", "expected"),
	[
		# nobody wants anything else: the matrix decides, for a new case and an old one
		(LOW, None, "", "", LOW),
		(LOW, None, "Low", "left over", LOW),
		(HIGH, LOW, "Low", "", HIGH),
		# somebody does
		(LOW, None, "Critical", "Board meeting", RAISED),
		(LOW, LOW, "Critical", "Board meeting", RAISED),
		# the override stays when the impact changes, beside what the matrix says now
		(HIGH, RAISED, "Critical", "Board meeting", overridden(HIGH, "Critical", "Board meeting")),
		(LOW, RAISED, "High", "Meeting is over", overridden(LOW, "High", "Meeting is over")),
		# taken back
		(LOW, RAISED, "Low", "Board meeting", LOW),
		(LOW, RAISED, "", "Board meeting", LOW),
	],
)
def test_what_a_case_has_in_the_end(
	decision: PriorityDecision,
	before: PriorityDecision | None,
	wanted: str,
	reason: str,
	expected: PriorityDecision,
) -> None:
	assert settled(decision, before, wanted, reason) == expected


@pytest.mark.parametrize("before", [None, LOW, RAISED])
def test_an_override_without_its_reason_is_none(before: PriorityDecision | None) -> None:
	with pytest.raises(ValueError, match="needs a reason"):
		settled(LOW, before, "Critical", " ")
