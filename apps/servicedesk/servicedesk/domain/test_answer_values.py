"""Single answers, as browsers and programs send them."""

from datetime import date, datetime, time, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import answer_values
from servicedesk.domain.answer_values import MAXIMUM_RAW_ITEMS, MAXIMUM_RAW_LENGTH, Refused


@pytest.mark.parametrize(
	("answer", "text"),
	[
		(None, ""),
		("  două \n cuvinte ", "două cuvinte"),
		(5, "5"),
		(1.5, "1.5"),
		(Decimal("0E-9"), "0.000000000"),
		(Decimal("1E+3"), "1000"),
		(date(2026, 11, 22), "2026-11-22"),
		(time(14, 30), "14:30:00"),
	],
)
def test_text(answer: object, text: str) -> None:
	assert answer_values.text(answer) == text


@pytest.mark.parametrize(
	"answer", [True, False, b"text", ["text"], {"a": 1}, datetime(2026, 1, 1, tzinfo=timezone.utc)]
)
def test_what_is_no_text_is_refused(answer: object) -> None:
	with pytest.raises(Refused, match="not_text"):
		answer_values.text(answer)


def test_lines_are_kept_where_asked_for() -> None:
	assert answer_values.text("a\r\nb", keep_lines=True) == "a\nb"


def test_too_much_is_refused_unseen() -> None:
	with pytest.raises(Refused) as caught:
		answer_values.text("x" * (MAXIMUM_RAW_LENGTH + 1))
	assert caught.value.code == "too_long"
	assert caught.value.parameters == {"maximum": MAXIMUM_RAW_LENGTH, "length": MAXIMUM_RAW_LENGTH + 1}
	with pytest.raises(Refused, match="too_long"):
		answer_values.texts(["x"] * (MAXIMUM_RAW_ITEMS + 1))


@pytest.mark.parametrize(
	("answer", "texts"),
	[
		(None, ()),
		("one", ("one",)),
		(["b", " a", "b ", "", None], ("b", "a")),
		(("a",), ("a",)),
	],
)
def test_texts(answer: object, texts: tuple[str, ...]) -> None:
	assert answer_values.texts(answer) == texts


@pytest.mark.parametrize(
	("answer", "ticked"),
	[
		(True, True),
		(False, False),
		(None, False),
		("", False),
		("on", True),
		("1", True),
		(1, True),
		("0", False),
		("No", False),
	],
)
def test_checkbox(answer: object, ticked: bool) -> None:
	assert answer_values.checkbox(answer) is ticked


def test_a_checkbox_is_ticked_or_not() -> None:
	with pytest.raises(Refused, match="not_a_choice"):
		answer_values.checkbox("perhaps")


@pytest.mark.parametrize(
	("written", "number"),
	[
		("0", "0"),
		("-12", "-12"),
		("+3", "3"),
		("1.5", "1.5"),
		("1,5", "1.5"),
		("1,2345", "1.2345"),
		("007", "7"),
		("1.234", "1.234"),
	],
)
def test_number(written: str, number: str) -> None:
	assert answer_values.number(written, None, None) == Decimal(number)


@pytest.mark.parametrize(
	"written",
	[
		"1,234",
		"12,345",
		"1.2.3",
		"1e5",
		"inf",
		"nan",
		"٣",
		"0x1",
		"1 000",
		"5 лева",
		"-",
		".",
		".5",
		"5.",
		"1" * 16,
	],
)
def test_not_a_number(written: str) -> None:
	with pytest.raises(Refused, match="not_a_number"):
		answer_values.number(written, None, None)


def test_bounds_belong_to_the_range() -> None:
	for written in ("1", "10", "5.5"):
		answer_values.number(written, 1, Decimal(10))
	with pytest.raises(Refused) as below:
		answer_values.number("0.999", 1, 10)
	assert (below.value.code, below.value.parameters) == ("below_minimum", {"minimum": "1"})
	with pytest.raises(Refused) as above:
		answer_values.number("10.1", 1, Decimal("10.0"))
	assert (above.value.code, above.value.parameters) == ("above_maximum", {"maximum": "10.0"})


@given(st.dates())
def test_dates_are_read_as_they_are_written(day: date) -> None:
	assert answer_values.calendar_date(day.isoformat()) == day


@pytest.mark.parametrize(
	"written",
	["22.11.2026", "2026-02-29", "2026-13-01", "20261122", "2026-11-22T10:00", "2026-W47-7", "0000-01-01"],
)
def test_bad_date(written: str) -> None:
	with pytest.raises(Refused, match="bad_date"):
		answer_values.calendar_date(written)


@given(st.times().map(lambda at: at.replace(microsecond=0, fold=0)))
def test_times_are_read_as_they_are_written(at: time) -> None:
	assert answer_values.clock_time(at.isoformat()) == at
	assert answer_values.clock_time(at.isoformat(timespec="minutes")) == at.replace(second=0)


@pytest.mark.parametrize("written", ["9:00", "24:00", "12:60", "12", "12:00:61", "12:00Z", "2 pm"])
def test_bad_time(written: str) -> None:
	with pytest.raises(Refused, match="bad_time"):
		answer_values.clock_time(written)


@pytest.mark.parametrize(
	"written",
	["cristina.tanasescu@yahoo.com", "a+b@sub.example.org", "иван@поща.бг", "o'brien@example.ie", "x@a-b.c1"],
)
def test_email(written: str) -> None:
	assert answer_values.email(written) == written


@pytest.mark.parametrize(
	"written",
	["", "a", "@b.c", "a@", "a@b", "a@b.", "a@.c", "a@b..c", "a b@c.d", "a@b c.d", ".a@b.c",
	 "a.@b.c", "a..b@c.d",	 "a@b@c.d", "a@-b.c", "a@b-.c", "a@192.168.0.1", "a@b.c\n", "a,b@c.d", "<a@b.c>",
	 "x" * 65 + "@b.c", "a@" + "b" * 64 + ".c"],
)  # fmt: skip
def test_bad_email(written: str) -> None:
	with pytest.raises(Refused, match="bad_email"):
		answer_values.email(written)


@pytest.mark.parametrize("written", ["112", "+4021.231.4702", "(02) 123-45-67", "0888 123 456 #12", "1/23*4"])
def test_phone(written: str) -> None:
	assert answer_values.phone(written) == written


@pytest.mark.parametrize(
	"written", ["", "12", "- - -", "Nu are", "++40", "40+", "1" * 21, "٣٣٣", "+1 " + "(" * 40 + "234"]
)
def test_bad_phone(written: str) -> None:
	with pytest.raises(Refused, match="bad_phone"):
		answer_values.phone(written)


def test_an_option_is_returned_as_its_definition_spells_it() -> None:
	assert answer_values.option("A B", ["C", "A  B "]) == "A  B "
	with pytest.raises(Refused, match="not_an_option"):
		answer_values.option("a b", ["A B"])
