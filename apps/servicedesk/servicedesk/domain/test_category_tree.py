"""Categories: which may be chosen, how they are called, and circles."""

import pytest

from servicedesk.domain.category_tree import Category, CategoryTree, circle

CATEGORIES = [
	Category("Reports"),
	Category("Hardware"),
	Category("Printer", "Hardware"),
	Category("Laser", "Printer"),
	Category("Screen", "Hardware"),
	Category("Old", "Hardware", disabled=True),
	Category("Floppy", "Old"),
	Category("Questions", request_type="Query"),
	Category("How to", "Questions"),
	Category("Lonely", "Screen", disabled=True),
	Category("Orphan", "Gone"),
]
TREE = CategoryTree(CATEGORIES)


def test_leaves_are_offered_with_all_that_stands_above_them() -> None:
	assert [TREE.label(name) for name in TREE.choices()] == [
		"Hardware › Printer › Laser",
		"Hardware › Screen",
		"Orphan",
		"Reports",
	]


def test_a_type_adds_its_own() -> None:
	assert set(TREE.choices("Query")) - set(TREE.choices()) == {"How to"}
	assert TREE.choices("Incident") == TREE.choices()


@pytest.mark.parametrize(
	("name", "request_type", "may"),
	[
		("Laser", "", True),
		("Printer", "", False),
		("Screen", "", True),
		("Old", "", False),
		("Floppy", "", False),
		("How to", "Query", True),
		("How to", "Incident", False),
		("Nothing", "", False),
	],
)
def test_what_a_ticket_may_have(name: str, request_type: str, may: bool) -> None:
	assert TREE.may_be_chosen(name, request_type) is may


def test_lines_and_labels() -> None:
	assert [category.name for category in TREE.line("Laser")] == ["Hardware", "Printer", "Laser"]
	assert TREE.label("Nothing") == ""


def test_circles() -> None:
	assert circle("Hardware", "Laser", CATEGORIES) == ["Hardware", "Laser", "Printer", "Hardware"]
	assert circle("Hardware", "Hardware", CATEGORIES) == ["Hardware", "Hardware"]
	assert circle("Hardware", "Reports", CATEGORIES) == []
	assert circle("Hardware", "", CATEGORIES) == []


def test_a_circle_that_is_there_already_is_walked_once() -> None:
	broken = [Category("A", "B"), Category("B", "A"), Category("C", "A")]
	assert circle("D", "C", broken) == []
	assert [category.name for category in CategoryTree(broken).line("C")] == ["B", "A", "C"]
