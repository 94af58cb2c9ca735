"""A table in a text file (CSV and its relatives), read row by row without trusting anything in it.

What is wrong with the file as a whole raises FileProblem before the first row is given out; what is wrong with one row
comes with that row. Memory is bounded by the limits below, whatever the file holds.

Codes of FileProblem here: ``too_many_columns`` (columns, maximum); ``too_many_rows`` (maximum); ``line_too_long``
(maximum); ``mixed_separators`` (found); ``broken_quotes``. Codes of rows: ``mixed_separators`` (expected, found);
``wrong_number_of_cells`` (expected, found); ``too_long`` (maximum, length); ``broken_quotes`` (until: its last line).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from servicedesk.domain.problems import Problem
from servicedesk.domain.table_encoding import MAXIMUM_BYTES, Encoding, FileProblem, encoding_of
from servicedesk.domain.text_normalisation import clean_line

__all__ = ["MAXIMUM_BYTES", "FileProblem", "Row", "TableFile", "count_rows", "open_table", "rows_of"]

MAXIMUM_COLUMNS = 200
MAXIMUM_ROWS = 200_000
MAXIMUM_CELL = 10_000
"""Characters."""
MAXIMUM_LINE = MAXIMUM_COLUMNS * MAXIMUM_CELL
"""Characters. Longer lines are not read to their end."""
MAXIMUM_LINES = 10 * MAXIMUM_ROWS
"""Cells may have several lines, and rows may be empty."""
MAXIMUM_HEADER_LINES = 20
SEPARATORS = (",", ";", "\t", "|")

_QUOTED = re.compile('"(?:[^"]|"")*"')
# A first line by which spreadsheets tell one another the separator.
_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableFile:
	"""A file that can be read as a table. ``header_line`` is the number of its header's last line, from 1."""

	content: bytes
	encoding: Encoding
	separator: str
	header: tuple[str, ...]
	header_line: int


@dataclass(frozen=True, slots=True)
class Row:
	"""A row as it stands: ``line`` is its first, ``cells`` are as many as the header's unless ``problem`` is given."""

	line: int
	cells: tuple[str, ...]
	problem: Problem | None = None


def open_table(content: bytes, encoding: str = "") -> TableFile:
	"""Find out how the file is written and read its header. Raises FileProblem.

	``encoding``: a key of ``table_encoding.CODECS``, or empty to find it out.
	"""
	found = encoding_of(content, encoding)
	lines = _lines(content, found)
	number, first = next((number, line) for number, line in enumerate(lines, start=1) if line.strip())
	told = _SEPARATOR_LINE.fullmatch(first)
	if told:
		number, first = number + 1, next(lines, "")
	text, last = first, number
	# A quoted heading may go on in the next line.
	while text.count('"') % 2 and last - number < MAXIMUM_HEADER_LINES and (line := next(lines, "")):
		text, last = text + line, last + 1
	separator = told[1] if told else _separator_of(text, number)
	return TableFile(content, found, separator, _header_of(text, separator, number), last)


def _separator_of(header: str, line: int) -> str:
	outside_quotes = _QUOTED.sub("", header)
	found = [separator for separator in SEPARATORS if separator in outside_quotes]
	if len(found) > 1:
		raise FileProblem("mixed_separators", line, {"found": " ".join(map(shown_separator, found))})
	return found[0] if found else SEPARATORS[0]


def shown_separator(separator: str) -> str:
	"""A separator as people can read it."""
	return "Tab" if separator == "\t" else separator


def _header_of(text: str, separator: str, line: int) -> tuple[str, ...]:
	try:
		cells = [clean_line(cell) for cell in next(csv.reader([text], delimiter=separator, strict=True), [])]
	except csv.Error as error:
		raise FileProblem("broken_quotes", line) from error
	while cells and not cells[-1]:
		cells.pop()
	if len(cells) > MAXIMUM_COLUMNS:
		raise FileProblem("too_many_columns", line, {"columns": len(cells), "maximum": MAXIMUM_COLUMNS})
	return tuple(cells)


def _lines(content: bytes, encoding: Encoding) -> Iterator[str]:
	"""The lines with their ends. Raises FileProblem for one that is too long, without reading it to its end."""
	text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding.codec, newline="")
	number = 0
	while line := text.readline(MAXIMUM_LINE + 1):
		number += 1
		if number > MAXIMUM_LINES:
			raise FileProblem("too_many_rows", number, {"maximum": MAXIMUM_ROWS})
		if len(line) > MAXIMUM_LINE:
			raise FileProblem("line_too_long", number, {"maximum": MAXIMUM_LINE})
		yield line


def count_rows(table: TableFile) -> int:
	"""Read the whole file once, and return how many rows it has. Raises FileProblem: too many, or a line too long."""
	count = 0
	for count, _row in enumerate(rows_of(table), start=1):
		if count > MAXIMUM_ROWS:
			raise FileProblem("too_many_rows", _row.line, {"maximum": MAXIMUM_ROWS})
	return count


def rows_of(table: TableFile) -> Iterator[Row]:
	"""The rows behind the header, without empty ones."""
	lines = _lines(table.content, table.encoding)
	for _line in range(table.header_line):
		next(lines)
	reader = csv.reader(lines, delimiter=table.separator, strict=True)
	while True:
		line = table.header_line + reader.line_num + 1
		try:
			cells = next(reader)
		except StopIteration:
			return
		except csv.Error:
			# A quote inside a cell, one that is never closed, or a cell beyond any bound.
			yield Row(line, (), Problem("", "broken_quotes", {"until": table.header_line + reader.line_num}))
			continue
		if any(cell.strip() for cell in cells):
			yield _checked(line, cells, table)


def _checked(line: int, cells: list[str], table: TableFile) -> Row:
	expected = len(table.header)
	while len(cells) > expected and not cells[-1].strip():
		cells.pop()
	if len(cells) != expected:
		return Row(line, (), _shape_problem(cells, table))
	for label, cell in zip(table.header, cells, strict=True):
		if len(cell) > MAXIMUM_CELL:
			return Row(line, (), Problem(label, "too_long", {"maximum": MAXIMUM_CELL, "length": len(cell)}))
	return Row(line, tuple(cells))


def _shape_problem(cells: list[str], table: TableFile) -> Problem:
	expected, found = len(table.header), len(cells)
	if found < expected:
		text = "".join(cells)
		for other in SEPARATORS:
			if other != table.separator and found + text.count(other) >= expected:
				return Problem(
					"",
					"mixed_separators",
					{"expected": shown_separator(table.separator), "found": shown_separator(other)},
				)
	return Problem("", "wrong_number_of_cells", {"expected": expected, "found": found})
