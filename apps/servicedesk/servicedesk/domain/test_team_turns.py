"""Turns are fair, load is looked at, skills are asked for, and limits hold."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.team_turns import Candidate, Member, Rule, chosen

ANA, BO, CY = Member("ana", 1), Member("bo", 2), Member("cy", 3)


def given_loads(*loads: int) -> list[Candidate]:
	return [Candidate(member, load) for member, load in zip((ANA, BO, CY), loads, strict=False)]


def who(rule: Rule, candidates: list[Candidate], last_turn: int = 0, *wanted: str) -> str:
	member = chosen(rule, candidates, last_turn, wanted)
	return member.user if member else ""


@pytest.mark.parametrize(("last_turn", "user"), [(0, "ana"), (1, "bo"), (2, "cy"), (3, "ana"), (9, "ana")])
def test_turns_go_round(last_turn: int, user: str) -> None:
	assert who(Rule.ROUND_ROBIN, given_loads(5, 0, 0), last_turn) == user


def test_by_hand_is_nobody() -> None:
	assert who(Rule.BY_HAND, given_loads(0, 0, 0)) == ""
	assert str(Rule.BY_HAND) == "By Hand"


def test_the_least_loaded_and_among_equals_the_next() -> None:
	assert who(Rule.LEAST_LOAD, given_loads(2, 1, 3)) == "bo"
	assert who(Rule.LEAST_LOAD, given_loads(1, 1, 3), 1) == "bo"
	assert who(Rule.LEAST_LOAD, given_loads(1, 1, 3), 2) == "ana"


def test_absent_and_full_members_get_nothing() -> None:
	absent, full = Member("absent", 1, available=False), Member("full", 2, most=2)
	assert who(Rule.ROUND_ROBIN, [Candidate(absent), Candidate(full, 2)]) == ""
	assert who(Rule.ROUND_ROBIN, [Candidate(absent), Candidate(full, 1)]) == "full"
	assert who(Rule.LEAST_LOAD, [Candidate(absent), Candidate(BO, 7)]) == "bo"
	assert who(Rule.LEAST_LOAD, []) == ""


def test_one_of_the_skills_is_enough_and_without_any_nobody_gets_it() -> None:
	printers = Member("printers", 1, skills=frozenset(("Printer",)))
	networks = Member("networks", 2, skills=frozenset(("Network", "Printer")))
	candidates = [Candidate(printers, 3), Candidate(networks, 1), Candidate(CY, 0)]
	assert who(Rule.BY_SKILL, candidates, 0, "Hardware", "Printer") == "networks"
	assert who(Rule.BY_SKILL, candidates, 0, "Network") == "networks"
	assert who(Rule.BY_SKILL, candidates, 0, "Payroll") == ""
	assert who(Rule.BY_SKILL, candidates) == ""


@given(st.integers(1, 7), st.integers(1, 5))
def test_everybody_gets_as_many(people: int, rounds: int) -> None:
	members = [Member(f"user {turn}", turn) for turn in range(1, people + 1)]
	last_turn, got = 0, Counter[str]()
	for _ticket in range(people * rounds):
		member = chosen(Rule.ROUND_ROBIN, [Candidate(member) for member in members], last_turn, ())
		assert member is not None
		last_turn, got[member.user] = member.turn, got[member.user] + 1
	assert set(got.values()) == {rounds}
