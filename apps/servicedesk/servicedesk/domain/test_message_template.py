"""Filling of message texts."""

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.message_template import PLACEHOLDERS, fill, single_line, unknown_placeholders


def test_known_places_are_filled() -> None:
	assert fill("Nr. {number}: {subject}", {"number": "HELP-1", "subject": "Parolă"}) == "Nr. HELP-1: Parolă"


def test_values_are_never_read_as_templates() -> None:
	assert fill("{comment}", {"comment": "{number} {{ frappe }}", "number": "X"}) == "{number} {{ frappe }}"


def test_unknown_names_stay_and_are_reported() -> None:
	text = "{number} {salary} {agent}"
	assert unknown_placeholders(text) == ["salary"]
	assert fill(text, {"number": "1"}) == "1 {salary} "


def test_line_of_empty_places_is_left_out_and_blank_lines_stay() -> None:
	assert fill("a\n\n{comment}\nb", {}) == "a\n\nb"


def test_line_whose_link_is_missing_is_left_out() -> None:
	text = "View: {view_link}\nMute: {mute_link} \nSee {view_link}"
	assert fill(text, {"mute_link": "https://t.test/m"}) == "Mute: https://t.test/m \nSee "
	assert fill("View: {view_link}", {"view_link": "x"}) == "View: x"


def test_single_line_folds_breaks() -> None:
	assert single_line("a\r\nBcc: x\t y") == "a Bcc: x y"


@given(st.text(), st.sampled_from(sorted(PLACEHOLDERS)))
def test_any_value_arrives_unchanged(value: str, name: str) -> None:
	assert fill(f"[{{{name}}}]", {name: value}) == f"[{value}]"
