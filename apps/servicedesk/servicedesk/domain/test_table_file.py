"""Tables in files: separators, quotes, lines of several lines, and files made to hurt."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import table_file
from servicedesk.domain.table_file import FileProblem, TableFile, count_rows, open_table, rows_of


def cells(content: str) -> list[tuple[str, ...]]:
	return [row.cells for row in rows_of(open_table(content.encode()))]


def faults(content: str) -> list[tuple[int, str, dict[str, object]]]:
	found = rows_of(open_table(content.encode()))
	return [(row.line, row.problem.code, dict(row.problem.parameters)) for row in found if row.problem]


def refused(content: bytes) -> FileProblem:
	with pytest.raises(FileProblem) as raised:
		count_rows(open_table(content))
	return raised.value


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
	content = "name,city\nA,Sofia\nB,Iași\n".replace(",", separator)
	assert open_table(content.encode()).separator == separator
	assert cells(content) == [("A", "Sofia"), ("B", "Iași")]


def test_a_quoted_heading_may_hold_another_separator() -> None:
	table = open_table(b'"City, street";Name\na;b\n')
	assert (table.separator, table.header) == (";", ("City, street", "Name"))


def test_the_line_by_which_spreadsheets_tell_the_separator() -> None:
	assert cells("sep=|\na,b|c\n1,2|3\n") == [("1,2", "3")]
	table = open_table(b"\n\nSEP=;\r\na;b\r\n1;2\r\n")
	assert (table.header_line, [row.line for row in rows_of(table)]) == (4, [5])
	assert open_table(b"sep=;").header == ()


def test_one_column_needs_no_separator() -> None:
	assert cells("Name\nA; B\nC\n") == [("A; B",), ("C",)]


def test_cells_of_several_lines_keep_the_count_of_lines() -> None:
	content = 'a;b\n"one\ntwo";"he said ""yes"""\nx;y\n\n;\nz\n'
	table = open_table(content.encode())
	rows = list(rows_of(table))
	assert [row.line for row in rows] == [2, 4, 7]
	assert rows[0].cells == ("one\ntwo", 'he said "yes"')
	assert rows[2].problem is not None


def test_a_heading_of_several_lines() -> None:
	table = open_table(b'"a\nb";c;;\n1;2;;\n')
	assert (table.header, table.header_line) == (("a b", "c"), 2)
	assert [row.cells for row in rows_of(table)] == [("1", "2")]


def test_mixed_separators_are_told_by_line() -> None:
	found = refused(b"a;b,c\n")
	assert (found.code, found.line, found.parameters) == ("mixed_separators", 1, {"found": ", ;"})
	assert faults("a;b;c\n1,2,3\n1;2,3\n1;2;3\n1\t2\t3") == [
		(2, "mixed_separators", {"expected": ";", "found": ","}),
		(3, "mixed_separators", {"expected": ";", "found": ","}),
		(5, "mixed_separators", {"expected": ";", "found": "Tab"}),
	]


def test_too_few_and_too_many_cells() -> None:
	assert faults("a;b\n1\n1;2;3\n1;2;\n") == [
		(2, "wrong_number_of_cells", {"expected": 2, "found": 1}),
		(3, "wrong_number_of_cells", {"expected": 2, "found": 3}),
	]


def test_broken_quotes_cost_their_row_and_no_other() -> None:
	assert faults('a;b\n"x"y;1\nok;2\n"never closed;3\n4;5') == [
		(2, "broken_quotes", {"until": 2}),
		(4, "broken_quotes", {"until": 5}),
	]
	assert cells('a;b\n"x"y;1\nok;2\n')[1] == ("ok", "2")
	assert (refused(b'a;"b"c\n1;2').code, refused(b'\na;"b').line) == ("broken_quotes", 2)
	assert refused(b'a;"b' + b"\n" * 100_000).code == "broken_quotes"


def test_a_cell_too_long() -> None:
	long = "ж" * (table_file.MAXIMUM_CELL + 1)
	assert faults(f"a;b\n1;{long}\n") == [(2, "too_long", {"maximum": 10_000, "length": 10_001})]
	assert faults(f"a;b\n1;{long[1:]}\n") == []
	assert faults(f"a;b\n1;{'ж' * 200_000}\n2;3\n")[0][:2] == (2, "broken_quotes")


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(table_file, "MAXIMUM_ROWS", 3)
	assert count_rows(open_table(b"a\n1\n2\n3\n\n")) == 3
	found = refused(b"a\n1\n2\n3\n4\n")
	assert (found.code, found.line) == ("too_many_rows", 5)
	assert count_rows(open_table(b"a\n")) == 0


def test_too_many_empty_lines(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(table_file, "MAXIMUM_LINES", 5)
	assert count_rows(open_table(b"a\n\n\n\n1\n")) == 1
	found = refused(b"a\n\n\n\n\n\n\n")
	assert (found.code, found.line) == ("too_many_rows", 6)


def test_a_hundred_thousand_columns() -> None:
	found = refused(b";".join([b"name"] * 100_000) + b"\n")
	assert (found.code, found.parameters) == ("too_many_columns", {"columns": 100_000, "maximum": 200})
	assert faults("a;b\n" + ";1" * 100_000)[0][1] == "wrong_number_of_cells"


def test_an_endless_line_is_refused_at_once_and_costs_no_memory() -> None:
	content = b"a;b\n" + b"x" * 60_000_000
	tracemalloc.start()
	started = time.process_time()
	found = refused(content)
	_now, peak = tracemalloc.get_traced_memory()
	tracemalloc.stop()
	assert (found.code, found.line) == ("line_too_long", 2)
	assert time.process_time() - started < 5
	assert peak < 30_000_000
	assert refused(b"x" * (table_file.MAXIMUM_BYTES + 1)).code == "too_large"


plain_cells = st.text(
	st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), min_size=1, max_size=20
)
tables = st.integers(1, 5).flatmap(
	lambda width: st.lists(st.lists(plain_cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(tables, st.sampled_from(table_file.SEPARATORS), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_quoted_is_read_as_written(rows: list[list[str]], separator: str, codec: str) -> None:
	lines = [separator.join(f"h{place}" for place in range(len(rows[0])))]
	lines += [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
	content = "\r\n".join(lines).encode(codec)
	table = open_table(content)
	kept = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
	assert [row.cells for row in rows_of(table)] == kept


@given(st.text(st.sampled_from('ab;,|\t"\n\r\\x'), min_size=1, max_size=60))
def test_any_text_gives_rows_of_the_header_s_width_or_problems(text: str) -> None:
	try:
		table: TableFile = open_table(text.encode())
	except FileProblem as problem:
		assert problem.code in ("empty_file", "mixed_separators", "broken_quotes")
		return
	last = 0
	for row in rows_of(table):
		assert (row.problem is None) == (len(row.cells) == len(table.header) and bool(row.cells))
		assert row.line > last
		last = row.line
