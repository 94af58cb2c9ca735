"""The order in which an SLA's targets are taken, rung by rung."""

import pytest

from servicedesk.domain.target_choice import Conditions, Target, choose, doubles

TICKET = Conditions(service="Platform", request_type="Incident", priority="Urgent")
# Each goes before all that follow it.
ORDER = (
	Conditions("Platform", "Incident", "Urgent"),
	Conditions("Platform", "Incident", ""),
	Conditions("Platform", "", "Urgent"),
	Conditions("", "Incident", "Urgent"),
	Conditions("Platform", "", ""),
	Conditions("", "Incident", ""),
	Conditions("", "", "Urgent"),
	Conditions(),
)


@pytest.mark.parametrize("rung", range(len(ORDER)))
@pytest.mark.parametrize("turned", [False, True])
def test_the_most_exact_target_is_taken(rung: int, turned: bool) -> None:
	targets = [Target("Resolve", conditions) for conditions in ORDER[rung:]]
	if turned:
		targets.reverse()
	assert [targets[position].conditions for position in choose(targets, TICKET)] == [ORDER[rung]]


@pytest.mark.parametrize(
	"conditions",
	[
		Conditions("Other"),
		Conditions("", "Query"),
		Conditions("", "", "Low"),
		Conditions("Platform", "", "Low"),
	],
)
def test_a_target_for_others_is_none(conditions: Conditions) -> None:
	assert choose([Target("Resolve", conditions)], TICKET) == []
	assert choose([Target("Resolve", conditions), Target("Resolve")], TICKET) == [1]


def test_a_ticket_without_service_gets_what_holds_for_all() -> None:
	targets = [Target("Resolve", Conditions("Platform")), Target("Resolve")]
	assert choose(targets, Conditions(priority="Urgent")) == [1]


def test_each_kind_has_its_own_target_in_the_order_of_the_rows() -> None:
	targets = [
		Target("Take Over"),
		Target("Resolve"),
		Target("Take Over", Conditions(priority="Urgent")),
		Target("Triage", Conditions(priority="Low")),
	]
	assert choose(targets, TICKET) == [1, 2]
	assert choose([], TICKET) == []


def test_doubles_are_found_with_the_row_they_repeat() -> None:
	targets = [Target("A"), Target("B"), Target("A", Conditions("x")), Target("A"), Target("A")]
	assert doubles(targets) == [(4, 1), (5, 1)]


def test_what_is_named_is_told_in_the_order_of_precedence() -> None:
	assert Conditions("s", "", "p").named == ("service", "priority")
