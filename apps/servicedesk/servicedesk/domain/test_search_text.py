"""Searching across keyboards."""

import pytest

from servicedesk.domain.search_text import is_found, search_key


@pytest.mark.parametrize(
	("text", "key"),
	[
		("Доступ до мережевого ресурсу", "dostup do merezhevogo resursu"),
		("Комп’ютер, комп'ютер; КОМПЮТЕР", "kompyuter kompyuter kompyuter"),
		("Soluționare și ȘTERGERE", "solutionare si stergere"),
		("Йод ёлка їжак", "iod elka izhak"),
		("е\u0301лка — №1 (ﬁle)", "elka no1 file"),
		("  \t\n", ""),
		("Принтер\u00adный Wi-Fi", "printernyi wifi"),
	],
)
def test_a_key_has_no_case_accents_or_script(text: str, key: str) -> None:
	"""The same for whichever keyboard it was typed on."""
	assert search_key(text) == key


@pytest.mark.parametrize(
	("query", "found"),
	[("доступ", True), ("DOSTUP мер", True), ("mer dos", True), ("", True), ("—", True), ("принтер", False)],
)
def test_every_word_must_stand_somewhere(query: str, found: bool) -> None:
	"""In any order, as parts of words; no words find everything."""
	assert is_found(search_key("Доступ до мережевого ресурсу"), query) is found
