"""Conditions about a ticket: what they mean, what is refused, and that none can do anything else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.ticket_condition import LONGEST, ConditionError, Kind, read_condition

KINDS = {"tier": Kind.NUMBER, "channel": Kind.TEXT, "subject": Kind.TEXT, "rating": Kind.NUMBER}
TICKET = {"tier": 2, "channel": "Phone", "subject": "Printer on fire", "rating": None}


@pytest.mark.parametrize(
	("text", "holds"),
	[
		("tier == 2", True),
		("doc.tier == 2", True),
		("tier != 2", False),
		("tier < 2 or tier > 2", False),
		("1 <= tier <= 2", True),
		("1 <= tier < 2", False),
		("tier >= 2 and not channel == 'Email'", True),
		("channel in ('Phone', 'Email')", True),
		("channel not in ['Phone', 'Email']", False),
		("'fire' in subject", True),
		("'water' in subject", False),
		("rating", False),
		("rating == 0", True),
		("subject", True),
		("not subject", False),
		("tier in (1, 2.0, True)", True),
		("channel in ()", False),
		("(tier == 2) == (rating == 0)", True),
		("  tier == 2  ", True),
	],
)
def test_what_conditions_mean(text: str, holds: bool) -> None:
	"""As whoever reads them would say."""
	assert read_condition(text, KINDS).holds(TICKET) is holds


def test_the_fields_that_it_asks_for() -> None:
	"""By either way of naming them, and no word of a text."""
	text = "doc.tier == 2 and not (channel in ('subject', 'Phone') or 1 < rating)"
	assert read_condition(text, KINDS).fields() == {"tier", "channel", "rating"}
	assert read_condition("1 == 1", KINDS).fields() == frozenset()


def test_fields_without_value_are_empty() -> None:
	"""A ticket need not have everything."""
	assert read_condition("channel == '' and tier == 0", KINDS).holds({"channel": None, "tier": "2"})


@pytest.mark.parametrize(
	("text", "code"),
	[
		("", "syntax"),
		("tier ==", "syntax"),
		("tier = 2", "syntax"),
		("tier == 2; tier", "syntax"),
		("tier == '\0'", "syntax"),
		("x" * (LONGEST + 1), "too_long"),
		("not " * 60 + "tier", "too_long"),
		("colour == 'red'", "unknown_field"),
		("doc.colour == 'red'", "unknown_field"),
		("tier + 1 == 2", "not_allowed"),
		("-tier == 2", "not_allowed"),
		("tier is 2", "not_allowed"),
		("print(tier)", "not_allowed"),
		("channel.upper() == 'PHONE'", "not_allowed"),
		("channel.__class__", "not_allowed"),
		("doc.channel.__class__", "not_allowed"),
		("(lambda: 1)()", "not_allowed"),
		("[tier for tier in (1, 2)]", "not_allowed"),
		("f'{tier}' == '2'", "not_allowed"),
		("tier == None", "not_allowed"),
		("tier == b'2'", "not_allowed"),
		("tier in (1, subject)", "not_allowed"),
		("tier in ((1, 2), 3)", "not_allowed"),
		("tier < channel", "mixed"),
		("tier == '2'", "mixed"),
		("tier in ('1', '2')", "mixed"),
		("tier in rating", "mixed"),
		("tier in subject", "mixed"),
		("(1, 2) == (1, 2)", "mixed"),
		("(1, 2) in subject", "mixed"),
	],
)
def test_what_cannot_be_answered_is_refused(text: str, code: str) -> None:
	"""With the reason and the place."""
	with pytest.raises(ConditionError) as refused:
		read_condition(text, KINDS)
	assert refused.value.code == code
	assert refused.value.place >= 1


def test_the_place_is_the_column() -> None:
	"""Of the part that is wrong, not of the line's beginning."""
	with pytest.raises(ConditionError) as refused:
		read_condition("tier == 2 and colour == 'red'", KINDS)
	assert (refused.value.place, refused.value.what) == (15, "colour")


def test_the_place_counts_letters() -> None:
	"""Of any script, and lines count as one."""
	with pytest.raises(ConditionError) as refused:
		read_condition("'пожар' in subject\n\tand colour == 'red'", KINDS)
	assert (refused.value.place, refused.value.what) == (24, "colour")


def test_a_condition_too_deep_for_the_parser_is_refused() -> None:
	"""Python's own parser gives up with other errors than those of syntax."""
	for text in (
		"(" * 900 + "tier" + ")" * 900,
		"-" * 1900 + "1",
		"not " * 450 + "tier",
		"a." * 900 + "b",
		"\ud800",
	):
		with pytest.raises(ConditionError):
			read_condition(text, KINDS)


ATOMS = st.sampled_from(["tier", "channel", "subject", "rating", "1", "2.5", "'Phone'", "('a', 'b')", "(1,)"])
SIGNS = st.sampled_from(["==", "!=", "<", ">=", "in", "not in", "and", "or", "is", "+"])


@given(st.lists(st.tuples(ATOMS, SIGNS), max_size=6), ATOMS, st.booleans())
def test_whatever_is_taken_can_be_answered(parts: list[tuple[str, str]], last: str, negated: bool) -> None:
	"""About every ticket, also one without any values."""
	text = ("not " if negated else "") + " ".join([word for part in parts for word in part] + [last])
	try:
		condition = read_condition(text, KINDS)
	except ConditionError:
		return
	assert condition.holds(TICKET) in (True, False)
	assert condition.holds({}) in (True, False)


@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused(text: str) -> None:
	"""Never anything else."""
	with contextlib.suppress(ConditionError):
		read_condition(text, KINDS).holds(TICKET)
