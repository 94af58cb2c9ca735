"""Links between tickets."""

import pytest

from servicedesk.domain.ticket_links import (
	LinkError,
	LinkKind,
	TicketLink,
	choices,
	opposite,
	seen_from,
	stored_link,
)


def test_both_sides_make_the_same_link() -> None:
	assert stored_link("B", "Related", "A") == stored_link("A", "Related", "B")
	assert stored_link("A", "Causes", "B") == stored_link("B", "Caused By", "A")
	assert stored_link("A", "Blocked By", "B") == TicketLink("B", LinkKind.BLOCKS, "A")


def test_each_side_reads_its_own_word() -> None:
	blocks = stored_link("A", "Blocks", "B")
	assert seen_from(blocks, "A") == ("Blocks", "B")
	assert seen_from(blocks, "B") == ("Blocked By", "A")
	same = stored_link("A", "Duplicate", "B")
	assert seen_from(same, "A") == ("Duplicate", "B")
	assert seen_from(same, "B") == ("Duplicate", "A")


def test_the_contrary_of_a_link() -> None:
	assert opposite(stored_link("A", "Blocks", "B")) == stored_link("B", "Blocks", "A")
	assert opposite(stored_link("A", "Related", "B")) is None


def test_what_cannot_be_linked() -> None:
	with pytest.raises(LinkError, match="with itself"):
		stored_link("A", "Related", "A")
	with pytest.raises(LinkError, match="'Sibling'"):
		stored_link("A", "Sibling", "B")


def test_words_to_choose() -> None:
	assert choices() == ("Related", "Duplicate", "Caused By", "Blocks", "Causes", "Blocked By")
