"""Dates and states of contracts."""

from datetime import date

import pytest

from servicedesk.domain.contract_term import (
	ChangeProblem,
	ContractState,
	Lack,
	Reason,
	Term,
	change_problem,
	due_warning,
	holds_on,
	reason_not_covered,
	warning_days,
)

TODAY = date(2026, 6, 15)
PAST, FUTURE = date(2026, 6, 14), date(2026, 6, 16)
START = date(2026, 1, 1)
DRAFT, ACTIVE = ContractState.DRAFT, ContractState.ACTIVE
EXPIRED, TERMINATED = ContractState.EXPIRED, ContractState.TERMINATED


@pytest.mark.parametrize(
	("start", "end", "expected"),
	[
		(START, None, True),
		(TODAY, TODAY, True),
		(FUTURE, None, False),
		(START, PAST, False),
	],
)
def test_both_days_belong_to_the_contract(start: date, end: date | None, expected: bool) -> None:
	"""First and last day included."""
	assert holds_on(start, end, TODAY) is expected


@pytest.mark.parametrize(
	("term", "before", "reason", "expected"),
	[
		(Term("1", DRAFT, START, date(2025, 12, 31)), None, "", ChangeProblem.ENDS_BEFORE_START),
		(Term("1", TERMINATED, START), ACTIVE, " ", ChangeProblem.NO_REASON),
		(Term("1", TERMINATED, START), ACTIVE, "unpaid", None),
		(Term("1", ACTIVE, START, PAST), EXPIRED, "", ChangeProblem.HAS_ENDED),
		(Term("1", ACTIVE, START, PAST), DRAFT, "", ChangeProblem.HAS_ENDED),
		(Term("1", ACTIVE, START, TODAY), EXPIRED, "", None),
		(Term("1", ACTIVE, START), EXPIRED, "", None),
		(Term("1", ACTIVE, START, PAST), None, "", None),
		(Term("1", ACTIVE, START, PAST), ACTIVE, "", None),
		(Term("1", EXPIRED, START, PAST), ACTIVE, "", None),
	],
)
def test_changes(
	term: Term, before: ContractState | None, reason: str, expected: ChangeProblem | None
) -> None:
	"""Renewal needs a later end, termination a reason; old books may be registered as they are."""
	assert change_problem(term, before, reason, TODAY) is expected


@pytest.mark.parametrize(
	("terms", "expected"),
	[
		([], Reason(Lack.NO_CONTRACT)),
		([Term("1", DRAFT, START)], Reason(Lack.NO_CONTRACT)),
		([Term("1", ACTIVE, START), Term("2", EXPIRED, START, PAST)], Reason(Lack.NOT_INCLUDED)),
		(
			[Term("2", ACTIVE, date(2027, 1, 1)), Term("1", ACTIVE, FUTURE), Term("3", EXPIRED, START, PAST)],
			Reason(Lack.NOT_BEGUN, "1", FUTURE),
		),
		(
			[Term("1", EXPIRED, START, PAST), Term("2", EXPIRED, START, date(2026, 2, 1))],
			Reason(Lack.EXPIRED, "1", PAST),
		),
		# Past its end, and the nightly job has not come by yet.
		([Term("1", ACTIVE, START, PAST)], Reason(Lack.EXPIRED, "1", PAST)),
		([Term("1", TERMINATED, START, FUTURE, PAST)], Reason(Lack.TERMINATED, "1", PAST)),
		([Term("1", TERMINATED, START, FUTURE)], Reason(Lack.TERMINATED, "1", FUTURE)),
		([Term("1", EXPIRED, START)], Reason(Lack.EXPIRED, "1", None)),
	],
)
def test_reason(terms: list[Term], expected: Reason) -> None:
	"""The contract whose date helps the reader most is the one that is named."""
	assert reason_not_covered(terms, TODAY) == expected


def test_states_read_as_they_are_stored() -> None:
	"""The value is what the database holds."""
	assert str(ContractState.ACTIVE) == "Active"


def test_days_of_warning() -> None:
	"""In any order, with any spaces, each once."""
	assert warning_days(" 7, 60;30, 7,") == (60, 30, 7)
	assert warning_days("") == ()
	assert warning_days("0") == (0,)


@pytest.mark.parametrize("text", ["soon", "-1", "3651", "7.5"])
def test_days_that_are_none(text: str) -> None:
	"""Words, negative numbers and absurd ones."""
	with pytest.raises(ValueError, match=r".+"):
		warning_days(text)


@pytest.mark.parametrize(
	("end", "expected"),
	[
		(date(2026, 8, 15), None),
		(date(2026, 8, 14), 60),
		(date(2026, 7, 15), 30),
		# Days of standstill: 60 and 30 went by, one warning is enough.
		(date(2026, 6, 20), 7),
		(TODAY, 7),
		(PAST, None),
	],
)
def test_warning_that_is_due(end: date, expected: int | None) -> None:
	"""The nearest that has been reached."""
	assert due_warning(end, TODAY, (60, 30, 7)) == expected
