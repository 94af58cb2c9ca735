"""Whole forms: what is asked for, what is hidden, what is forged."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.answer_values import MAXIMUM_RAW_LENGTH, AnswerValue
from servicedesk.domain.form_answers import (
	DEFAULT_MAXIMUM_FILES,
	DEFAULT_MAXIMUM_LENGTHS,
	DefinitionError,
	FieldDefinition,
	FieldKind,
	validate,
)
from servicedesk.domain.problems import Problem


def field(
	name: str,
	kind: FieldKind = FieldKind.TEXT,
	*,
	mandatory: bool = False,
	options: Sequence[str] = (),
	depends_on: tuple[str, Sequence[str]] | None = None,
) -> FieldDefinition:
	return FieldDefinition(name, name.title(), kind, mandatory, options=options, depends_on=depends_on)


EVERY_KIND = [
	field("heading", FieldKind.SECTION),
	field("text"),
	field("long_text", FieldKind.LONG_TEXT),
	field("number", FieldKind.NUMBER),
	field("date", FieldKind.DATE),
	field("time", FieldKind.TIME),
	field("choice", FieldKind.CHOICE, options=["yes", "no"]),
	field("several", FieldKind.MULTIPLE_CHOICE, options=["a", "b", "c"]),
	field("box", FieldKind.CHECKBOX),
	field("email", FieldKind.EMAIL),
	field("phone", FieldKind.PHONE),
	field("files", FieldKind.FILE),
]
ANSWERS: dict[str, object] = {
	"text": " Am parola\nblocată ",
	"long_text": "one\r\ntwo",
	"number": "1,5",
	"date": "2026-11-22",
	"time": "14:30",
	"choice": "no",
	"several": ["c", "a", "c"],
	"box": "on",
	"email": "a@b.ro",
	"phone": "+40 21",
	"files": ["2.pdf", "1.pdf"],
}
CLEANED: dict[str, AnswerValue] = {
	"text": "Am parola blocată",
	"long_text": "one\ntwo",
	"number": Decimal("1.5"),
	"date": date(2026, 11, 22),
	"time": time(14, 30),
	"choice": "no",
	"several": ("a", "c"),
	"box": True,
	"email": "a@b.ro",
	"phone": "+40 21",
	"files": ("2.pdf", "1.pdf"),
}


def test_every_kind_becomes_a_value_of_its_own() -> None:
	cleaned, problems = validate(EVERY_KIND, ANSWERS)
	assert cleaned == CLEANED
	assert list(cleaned) == list(CLEANED)
	assert problems == []


def test_what_came_out_goes_in_again() -> None:
	assert validate(EVERY_KIND, CLEANED).cleaned == CLEANED


def test_absent_answers_are_left_out() -> None:
	empty: dict[str, object] = {definition.name: "" for definition in EVERY_KIND[1:]}
	for answers in ({}, empty):
		assert validate(EVERY_KIND, answers) == ({"box": False}, [])


def test_all_problems_are_told_at_once_in_the_forms_order() -> None:
	definitions = [
		field("subject", mandatory=True),
		field("many", FieldKind.MULTIPLE_CHOICE, options=["a"], mandatory=True),
		field("agreed", FieldKind.CHECKBOX, mandatory=True),
		field("papers", FieldKind.FILE, mandatory=True),
		FieldDefinition("amount", "Amount", FieldKind.NUMBER, minimum=1),
		FieldDefinition("code", "Code", FieldKind.TEXT, max_length=3),
		FieldDefinition("reference", "Reference", FieldKind.TEXT, pattern=r"[A-Z]+-\d+"),
		field("kind", FieldKind.CHOICE, options=["a"]),
		field("mail", FieldKind.EMAIL),
		field("phone", FieldKind.PHONE),
		field("day", FieldKind.DATE),
		field("hour", FieldKind.TIME),
		field("note"),
	]
	answers: dict[str, object] = {
		"subject": " \u202e ",
		"agreed": "off",
		"amount": "0",
		"code": "абвг",
		"reference": "help-1",
		"kind": "b",
		"many": ["a", "b"],
		"mail": "nobody",
		"phone": "Nu are",
		"day": "tomorrow",
		"hour": "noon",
		"note": {"a": 1},
		"contract": "C-1",
	}
	cleaned, problems = validate(definitions, answers)
	assert cleaned == {}
	assert problems == [
		Problem("subject", "missing"),
		Problem("many", "not_an_option"),
		Problem("agreed", "missing"),
		Problem("papers", "missing"),
		Problem("amount", "below_minimum", {"minimum": "1"}),
		Problem("code", "too_long", {"maximum": 3, "length": 4}),
		Problem("reference", "bad_pattern"),
		Problem("kind", "not_an_option"),
		Problem("mail", "bad_email"),
		Problem("phone", "bad_phone"),
		Problem("day", "bad_date"),
		Problem("hour", "bad_time"),
		Problem("note", "not_text"),
		Problem("contract", "unknown_field"),
	]


def test_zero_is_an_answer() -> None:
	definitions = [
		field("amount", FieldKind.NUMBER, mandatory=True),
		field("at", FieldKind.TIME, mandatory=True),
	]
	assert validate(definitions, {"amount": "0", "at": "00:00"}).problems == []


@pytest.mark.parametrize("kind", list(DEFAULT_MAXIMUM_LENGTHS))
def test_every_text_has_a_limit(kind: FieldKind) -> None:
	limit = DEFAULT_MAXIMUM_LENGTHS[kind]
	(problem,) = validate([field("text", kind)], {"text": "1" * (limit + 1)}).problems
	assert problem == Problem("text", "too_long", {"maximum": limit, "length": limit + 1})
	zero = FieldDefinition("text", "Text", FieldKind.TEXT, max_length=0)
	assert validate([zero], {"text": "words"}).problems == []


@pytest.mark.parametrize(
	("definition", "maximum"),
	[
		(FieldDefinition("a", "A", FieldKind.LONG_TEXT), DEFAULT_MAXIMUM_LENGTHS[FieldKind.LONG_TEXT]),
		(FieldDefinition("a", "A", FieldKind.LONG_TEXT, max_length=50), 50),
		(FieldDefinition("a", "A", FieldKind.NUMBER), MAXIMUM_RAW_LENGTH),
	],
)
def test_far_too_much_names_the_fields_own_limit(definition: FieldDefinition, maximum: int) -> None:
	length = MAXIMUM_RAW_LENGTH + 1
	(problem,) = validate([definition], {"a": "1" * length}).problems
	assert problem == Problem("a", "too_long", {"maximum": maximum, "length": length})


def test_what_is_no_text_is_told_as_such() -> None:
	(problem,) = validate([field("a")], {"a": {"b": 1}}).problems
	assert problem == Problem("a", "not_text")


def test_length_is_counted_after_composing() -> None:
	definition = FieldDefinition("name", "Name", FieldKind.TEXT, max_length=1)
	assert validate([definition], {"name": "и\u0306"}).cleaned == {"name": "й"}


def test_files_are_counted() -> None:
	names = [str(number) for number in range(DEFAULT_MAXIMUM_FILES + 1)]
	(problem,) = validate([field("files", FieldKind.FILE)], {"files": names}).problems
	assert problem == Problem("files", "too_many_files", {"maximum": DEFAULT_MAXIMUM_FILES})
	one = FieldDefinition("files", "Files", FieldKind.FILE, maximum=1)
	assert validate([one], {"files": "a"}).cleaned == {"files": ("a",)}
	assert validate([one], {"files": ["a", "b"]}).problems == [
		Problem("files", "too_many_files", {"maximum": 1})
	]


# Named before the field it depends on, as staff may order them.
DEPENDENT = [
	field("model", mandatory=True, depends_on=("device", ["printer", "scanner"])),
	field("device", FieldKind.CHOICE, options=["printer", "scanner", "none"], mandatory=True),
	field("toner", mandatory=True, depends_on=("model", ["LX-300"])),
]


def test_a_hidden_field_is_not_asked_for_and_not_kept() -> None:
	assert validate(DEPENDENT, {"device": "none", "model": "x", "toner": {}}) == ({"device": "none"}, [])


def test_a_shown_field_is_asked_for() -> None:
	assert validate(DEPENDENT, {"device": "printer"}).problems == [Problem("model", "missing")]
	shown = {"device": "scanner", "model": "LX-300"}
	assert validate(DEPENDENT, shown).problems == [Problem("toner", "missing")]


def test_hidden_with_the_field_it_hangs_on_and_with_a_faulty_one() -> None:
	assert validate(DEPENDENT, {"device": "none", "model": "LX-300"}).problems == []
	assert validate(DEPENDENT, {"device": "forged"}).problems == [Problem("device", "not_an_option")]


@pytest.mark.parametrize(
	("kind", "wanted", "shows", "hides"),
	[
		(FieldKind.CHECKBOX, "1", "on", ""),
		(FieldKind.CHECKBOX, "0", None, "on"),
		(FieldKind.MULTIPLE_CHOICE, "b", ["a", "b"], ["a"]),
		(FieldKind.NUMBER, "5", "5", "6"),
		(FieldKind.DATE, "2026-11-22", "2026-11-22", "2026-11-23"),
	],
)
def test_any_kind_can_be_hung_on(kind: FieldKind, wanted: str, shows: object, hides: object) -> None:
	options = ("a", "b") if kind is FieldKind.MULTIPLE_CHOICE else ()
	definitions = [field("cause", kind, options=options), field("effect", depends_on=("cause", [wanted]))]
	assert "effect" in validate(definitions, {"cause": shows, "effect": "x"}).cleaned
	assert "effect" not in validate(definitions, {"cause": hides, "effect": "x"}).cleaned


def test_a_heading_takes_no_answer() -> None:
	assert validate(EVERY_KIND, {"heading": "x"}).problems == [Problem("heading", "unknown_field")]


def test_forged_fields_are_reported_within_reason() -> None:
	forged: dict[str, object] = {f"\x00{number}{'x' * 500}": "" for number in range(500)}
	problems = validate([], forged).problems
	assert len(problems) == 10
	assert {len(problem.field) for problem in problems} == {140}


@pytest.mark.parametrize(
	("definitions", "message"),
	[
		([field("a"), field("a")], "two fields have the same name"),
		([field("a", depends_on=("b", ["1"]))], "a depends on b, which has no answers"),
		(
			[field("a", depends_on=("h", ["1"])), field("h", FieldKind.SECTION)],
			"a depends on h, which has no",
		),
		([field("a", depends_on=("a", ["1"]))], "a depends on itself"),
		([field("a", depends_on=("b", ["1"])), field("b", depends_on=("a", ["1"]))], "a depends on itself"),
	],
)
def test_a_form_that_cannot_be_filled_in_is_refused(definitions: list[FieldDefinition], message: str) -> None:
	with pytest.raises(DefinitionError, match=message):
		validate(definitions, {})


def test_a_field_that_cannot_be_is_refused() -> None:
	with pytest.raises(DefinitionError, match="needs a name"):
		field("")
	with pytest.raises(DefinitionError, match="kind: a choice needs options"):
		field("kind", FieldKind.CHOICE)
	with pytest.raises(DefinitionError, match="kind: a choice needs options"):
		field("kind", FieldKind.MULTIPLE_CHOICE)
	with pytest.raises(DefinitionError, match="size: the minimum is greater than the maximum"):
		FieldDefinition("size", "Size", FieldKind.NUMBER, minimum=2, maximum=Decimal("1.5"))
	with pytest.raises(DefinitionError, match="name: the maximum length is negative"):
		FieldDefinition("name", "Name", FieldKind.TEXT, max_length=-1)
	with pytest.raises(
		DefinitionError, match="name: the pattern is not accepted: too_many_ways at character"
	):
		FieldDefinition("name", "Name", FieldKind.TEXT, pattern="(a+)+")


def test_words_are_stored_as_they_are() -> None:
	assert str(FieldKind.LONG_TEXT) == "long_text"


anything = st.recursive(
	st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary(),
	lambda children: st.lists(children) | st.dictionaries(st.text(), children),
	max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([definition.name for definition in EVERY_KIND]) | st.text(), anything))
def test_nothing_that_is_sent_raises(answers: dict[str, object]) -> None:
	cleaned, problems = validate(EVERY_KIND, answers)
	assert not set(cleaned) & {problem.field for problem in problems if problem.code != "unknown_field"}
	again = validate(EVERY_KIND, cleaned)
	assert again.problems == []
	assert {name: again.cleaned[name] for name in cleaned} == cleaned
