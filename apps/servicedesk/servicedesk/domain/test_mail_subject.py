"""Subjects without "Re:" in the languages of our customers."""

import time

import pytest

from servicedesk.domain.mail_subject import plain_subject


@pytest.mark.parametrize(
	"subject",
	[
		"Printer", "Re: Printer", "RE[2]: Printer", "Re (3) : Printer", "re:re:Fwd:Printer", "AW: WG: Printer",
		"Отн: Printer", "НА: Printer", "Отг.: Printer".replace(".", ""), "Відп: Printer", "Ответ: Printer",
		"RE: Fwd: Printer", "Răsp: Printer", "RE： Printer", "  Re:\t Printer ", "Re2: Printer", "Препр: Printer",
	],
)  # fmt: skip
def test_prefixes_fall(subject: str) -> None:
	assert plain_subject(subject) == "Printer"


@pytest.mark.parametrize(
	"subject", ["Report: broken", "Network: down", "На склад: принтер", "Re printer", ""]
)
def test_words_of_the_subject_stay(subject: str) -> None:
	assert plain_subject(subject) == subject


def test_a_hostile_subject_costs_little() -> None:
	start = time.perf_counter()
	assert plain_subject("Re: " * 500_000) == ""
	assert time.perf_counter() - start < 1
