"""Limits, dependent choices and records: what a form may ask, and what is taken."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from servicedesk.domain.form_answers import validate
from servicedesk.domain.form_definitions import (
	LINKS,
	SILENT,
	DefinitionError,
	FieldDefinition,
	FieldKind,
	FromToday,
	is_reversed,
	with_all_parents,
)
from servicedesk.domain.problems import Problem

TODAY = date(2026, 11, 22)
DEVICE = FieldDefinition("device", "Device", FieldKind.CHOICE, options=["Printer", "Screen", "None"])
GROUPS = {"Printer": ["Paper jam", "Other"], "Screen": ["Dark", "Other"]}


def fault(**more: Any) -> FieldDefinition:
	return FieldDefinition("fault", "Fault", FieldKind.CHOICE, options_of="device", groups=GROUPS, **more)


def codes(definition: FieldDefinition, answer: object, **more: Any) -> list[tuple[str, dict[str, Any]]]:
	problems = validate([definition], {definition.name: answer}, **more).problems
	return [(problem.code, dict(problem.parameters)) for problem in problems]


def test_a_dependent_choice_offers_what_the_other_answer_opens() -> None:
	form = [DEVICE, fault(mandatory=True)]
	chosen = {"device": "Printer", "fault": "Paper jam"}
	assert validate(form, chosen) == (chosen, [])
	assert validate(form, {"device": "Screen", "fault": "Paper jam"}).problems == [
		Problem("fault", "not_an_option")
	]
	# An option may stand under several answers.
	assert validate(form, {"device": "Screen", "fault": "Other"}).problems == []
	assert validate(form, {"device": "Screen"}).problems == [Problem("fault", "missing")]


@pytest.mark.parametrize("device", ["None", "", "forged"])
def test_a_dependent_choice_without_options_is_not_asked(device: str) -> None:
	outcome = validate([DEVICE, fault(mandatory=True)], {"device": device, "fault": "Paper jam"})
	assert "fault" not in outcome.cleaned
	assert "fault" not in {problem.field for problem in outcome.problems}


def test_a_dependent_choice_may_stand_first_and_hang_on_more() -> None:
	box = FieldDefinition("box", "Box", FieldKind.CHECKBOX)
	form = [fault(depends_on=("box", ["1"])), DEVICE, box]
	answers = {"device": "Printer", "fault": "Other"}
	assert "fault" not in validate(form, answers).cleaned
	assert validate(form, {**answers, "box": "on"}).cleaned["fault"] == "Other"


def test_crossing_lines_of_dependence_are_followed_once() -> None:
	"""Each hangs on the two before it: followed anew each time, sixty of them would never end."""
	form = [DEVICE, FieldDefinition("f0", "f0", FieldKind.TEXT), fault()]
	names = ["device", "f0"]
	for number in range(1, 60):
		last = FieldDefinition(
			f"f{number}",
			"f",
			FieldKind.CHOICE,
			options_of=names[-2],
			groups={"x": ["x"]},
			depends_on=(names[-1], ["x"]),
		)
		form.append(last)
		names.append(last.name)
	assert validate(form, {}).cleaned == {}


@pytest.mark.parametrize("kind", sorted(LINKS))
def test_records_are_those_that_may_be_named(kind: FieldKind) -> None:
	definition = FieldDefinition("which", "Which", kind, mandatory=True)
	assert validate([definition], {"which": " A  1 "}, records={"which": ["A 1"]}).cleaned == {"which": "A 1"}
	for records in ({"which": ["B"]}, {}, {"other": ["A 1"]}):
		assert codes(definition, "A 1", records=records) == [("not_an_option", {})]
	assert codes(definition, "", records={"which": ["A 1"]}) == [("missing", {})]


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_what_has_no_answer_takes_none_and_decides_nothing(kind: FieldKind) -> None:
	silent = FieldDefinition("words", "Words", kind, mandatory=True)
	assert validate([silent], {}) == ({}, [])
	assert codes(silent, "x") == [("unknown_field", {})]
	with pytest.raises(DefinitionError, match="a depends on words, which has no answers"):
		validate([silent, FieldDefinition("a", "A", FieldKind.TEXT, depends_on=("words", ["x"]))], {})


def test_days_within_fixed_and_moving_bounds() -> None:
	fixed = FieldDefinition("day", "Day", FieldKind.DATE, minimum=TODAY, maximum=date(2026, 12, 1))
	assert codes(fixed, "2026-11-21") == [("too_early", {"minimum": "2026-11-22"})]
	assert codes(fixed, "2026-12-02") == [("too_late", {"maximum": "2026-12-01"})]
	assert codes(fixed, "2026-11-22") == codes(fixed, "2026-12-01") == []
	moving = FieldDefinition("day", "Day", FieldKind.DATE, minimum=FromToday(1), maximum=FromToday(7))
	assert codes(moving, "2026-11-22", today=TODAY) == [("too_early", {"minimum": "2026-11-23"})]
	assert codes(moving, "2026-11-30", today=TODAY) == [("too_late", {"maximum": "2026-11-29"})]
	assert codes(moving, "2026-11-23", today=TODAY) == []
	# Nobody has said which day it is.
	assert codes(moving, "1999-01-01") == []


def test_times_within_bounds() -> None:
	definition = FieldDefinition("at", "At", FieldKind.TIME, minimum=time(8), maximum=time(17, 30))
	assert codes(definition, "07:59") == [("too_early", {"minimum": "08:00:00"})]
	assert codes(definition, "17:31") == [("too_late", {"maximum": "17:30:00"})]
	assert codes(definition, "17:30") == []


def test_how_many_are_chosen() -> None:
	definition = FieldDefinition(
		"which", "Which", FieldKind.MULTIPLE_CHOICE, options=["a", "b", "c"], minimum=2, maximum=Decimal(2)
	)
	assert codes(definition, ["a"]) == [("too_few_chosen", {"minimum": 2})]
	assert codes(definition, ["a", "b", "c"]) == [("too_many_chosen", {"maximum": 2})]
	assert codes(definition, ["c", "a"]) == codes(definition, []) == []


@pytest.mark.parametrize(
	("minimum", "maximum", "expected"),
	[
		(None, None, False),
		(1, None, False),
		(1, Decimal("0.5"), True),
		(TODAY, date(2026, 1, 1), True),
		(FromToday(3), FromToday(2), True),
		(FromToday(2), FromToday(2), False),
		(FromToday(2), TODAY, False),
		(TODAY, FromToday(-9), False),
	],
)
def test_limits_with_nothing_between(minimum: Any, maximum: Any, expected: bool) -> None:
	assert is_reversed(minimum, maximum) is expected


def test_fields_that_cannot_be() -> None:
	with pytest.raises(DefinitionError, match="only a choice offers options by another answer"):
		FieldDefinition("a", "A", FieldKind.TEXT, options_of="b", groups={"x": ["y"]})
	with pytest.raises(DefinitionError, match="only a choice offers options by another answer"):
		FieldDefinition("a", "A", FieldKind.CHOICE, options_of="b")
	with pytest.raises(DefinitionError, match="a: 3 is no limit of this kind of field"):
		FieldDefinition("a", "A", FieldKind.DATE, minimum=3)
	with pytest.raises(DefinitionError, match="a: 3 is no limit of this kind of field"):
		FieldDefinition("a", "A", FieldKind.TEXT, maximum=3)
	with pytest.raises(DefinitionError, match="a: the minimum is greater than the maximum"):
		FieldDefinition("a", "A", FieldKind.TIME, minimum=time(9), maximum=time(8))


def test_what_hangs_on_something_missing_is_not_asked() -> None:
	"""In any order, and through others."""
	parents = {"last": ["middle"], "middle": ["gone"], "free": [], "held": ["free"], "half": ["free", "gone"]}
	assert with_all_parents(parents) == {"free", "held"}
	assert with_all_parents({}) == set()
