"""Hints at duplicates."""

import pytest

from servicedesk.domain.duplicate_hints import MOST_HINTS, Candidate, Reason, hints, similarity

NEW = Candidate("T-9", "Printer on the second floor is broken", "ana", "PRN-1")


@pytest.mark.parametrize(
	("first", "second", "least", "most"),
	[
		("Printer is broken", "printer BROKEN!", 1.0, 1.0),
		("Не печатает принтер", "Принтера нет, не печатал", 0.6, 1.0),
		("Imprimanta nu merge", "Imprimantă nu merge", 0.9, 1.0),
		("Printer is broken", "Invoice was not sent", 0.0, 0.1),
		("", "Printer", 0.0, 0.0),
		("12", "12", 0.0, 0.0),
	],
)
def test_similarity(first: str, second: str, least: float, most: float) -> None:
	assert least <= similarity(first, second) <= most
	assert similarity(first, second) == similarity(second, first)


def test_why_a_ticket_is_shown() -> None:
	same = Candidate("T-1", "The printer on second floor broken again", "ana", "PRN-1")
	piece = Candidate("T-2", "Toner", "", "PRN-1")
	person = Candidate("T-3", "New password", "ana", "")
	text = Candidate("T-4", "broken printer, second floor", "ion", "")
	found = hints(NEW, [person, piece, text, same, NEW])
	assert [hint.ticket for hint in found] == ["T-1", "T-4", "T-2"]
	assert found[0].reasons == (Reason.SAME_EQUIPMENT, Reason.SAME_REQUESTER, Reason.SIMILAR_SUBJECT)
	assert found[1].reasons == (Reason.SIMILAR_SUBJECT,)
	assert found[2].reasons == (Reason.SAME_EQUIPMENT,)


def test_nothing_in_common_of_two_empty_fields() -> None:
	assert hints(Candidate("T-9", "One"), [Candidate("T-1", "Two")]) == []


def test_only_the_best_few() -> None:
	many = [Candidate(f"T-{number}", NEW.subject) for number in range(20)]
	assert len(hints(NEW, many)) == MOST_HINTS
