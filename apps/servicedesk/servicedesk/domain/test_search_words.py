"""What a ticket is found by, in the alphabets and cases of the five languages."""

import pytest

from servicedesk.domain.search_words import LONGEST_LINE, asked_words, search_line


@pytest.mark.parametrize(
	("stored", "query"),
	[
		("Принтерът не печата", "принтер"),
		("Проблем с принтера", "ПРИНТЕРИ"),
		("Принтерът не печата", "printer"),
		("Нет доступа к серверу", "доступ"),
		("Зламався комп’ютер", "комп'ютер"),
		("Щось із поштою їдальні", "їдальня"),
		("Soluționare întârziată", "solutionare intarziata"),
		("Не працює пошта", "поштою"),
		("Паднала мрежа", "мрежата"),
		("Fișier respins", "fişier"),
		("Cafe\u0301 de pe etaj", "café"),
		("Invoice INV-2026/114 is late", "INV-2026"),
		("Error 0x80070005", "0x80070005"),
		("Two   words\nand a line", "line words"),
	],
)
def test_found(stored: str, query: str) -> None:
	line, words = search_line(stored), asked_words(query)
	assert words
	assert all(f" {word}" in line for word in words)


@pytest.mark.parametrize(
	("stored", "query"),
	[
		("The printer is on fire", "scanner"),
		("Order 20261121", "20261122"),
		("Order 120261122", "20261122"),
		("Принтерът не печата", "сървър"),
		("My first order", "fire"),
	],
)
def test_not_found(stored: str, query: str) -> None:
	line = search_line(stored)
	assert not all(f" {word}" in line for word in asked_words(query))


def test_signs_of_the_database_are_no_words() -> None:
	assert asked_words("% _ \\ ' \" a") == []


def test_each_word_once_and_in_order() -> None:
	assert search_line("fire fire printer", "printers smoke") == " fire printe smoke"


def test_the_line_fits_and_holds_whole_words() -> None:
	words = [f"n{number}" for number in range(1000)]
	line = search_line("title", " ".join(words))
	assert len(line) <= LONGEST_LINE
	assert set(line.split()) <= {"title", *words}
	assert line.startswith(" title n0 n1")


def test_few_words_are_looked_for() -> None:
	assert asked_words("aa bb cc dd ee ff gg hh") == ["aa", "bb", "cc", "dd", "ee", "ff"]
