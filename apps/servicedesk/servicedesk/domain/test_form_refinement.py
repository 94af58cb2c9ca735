"""Generated forms that people refine: what is theirs, and what follows the generator."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.form_refinement import Shown, merged

A, B, C, D = (Shown(name, name.title()) for name in ("a", "b", "c", "d"))


def names(fields: list[Shown]) -> str:
	return "".join(field.name for field in fields)


def test_first_time_it_is_as_generated() -> None:
	assert merged([], [], [A, B]) == [A, B]


def test_untouched_fields_follow_the_generator() -> None:
	longer = replace(A, label="Longer", help_text="New", mandatory=True)
	assert merged([A, B], [A, B], [longer, B]) == [longer, B]


def test_what_people_changed_stays_and_the_rest_of_the_field_follows() -> None:
	theirs = replace(A, label="Theirs", hidden=True)
	generated = replace(A, label="Generator's", help_text="New help")
	assert merged([A], [theirs], [generated]) == [
		replace(theirs, help_text="New help"),
	]


def test_what_people_emptied_stays_empty() -> None:
	before = replace(A, help_text="Old", mandatory=True)
	assert merged([before], [replace(before, help_text="", mandatory=False)], [before]) == [A]


def test_taken_back_it_follows_the_generator_again() -> None:
	assert merged([A], [A], [replace(A, label="New")])[0].label == "New"


def test_dropped_by_people_or_unknown_to_the_generator() -> None:
	assert merged([A, B], [A], [A, B]) == [A, B]
	assert merged([A, B], [A, B, D], [A]) == [A]


def test_order_of_people_stays_and_new_fields_find_their_place() -> None:
	assert names(merged([A, B], [B, A], [A, B])) == "ba"
	assert names(merged([A, B], [B, A], [A, C, B])) == "bac"
	assert names(merged([A, B], [B, A], [C, A, B])) == "cba"
	assert names(merged([A, B], [B, A], [A, C, D, B])) == "bacd"


def test_order_of_the_generator_where_people_have_none() -> None:
	assert names(merged([A, B], [A, B], [B, C, A])) == "bca"


@given(st.permutations("abcd"), st.permutations("abcd"), st.permutations("abcd"), st.integers(0, 4))
def test_every_generated_field_once(before: list[str], refined: list[str], now: list[str], cut: int) -> None:
	found = merged([*map(Shown, before[cut:])], [*map(Shown, refined[:cut])], [*map(Shown, now)])
	assert sorted(field.name for field in found) == ["a", "b", "c", "d"]
