"""Tables that we give out: text that a spreadsheet opens as a table and never runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

SEPARATOR = ";"
"""What spreadsheets of our countries expect, where the comma divides a number."""
# What makes a formula of a cell; the wide forms are run too.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DIVIDED = re.compile(r"(?<=[,\t])(?= *[=@＝＠]|[+\-＋－])")


def harmless(text: str) -> str:
	"""The text as a spreadsheet shows it: what would be run as a formula gets an apostrophe before it."""
	return f"'{text}" if text.lstrip(" ").startswith(_ACTIVE) else text


def harmless_anywhere(text: str) -> str:
	"""The same where a spreadsheet may divide the text: one set for English divides our tables at commas, too."""
	return _DIVIDED.sub("'", harmless(text))


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
	"""The table as UTF-8 with its mark, so that spreadsheets know the encoding; what UTF-8 cannot say is a question mark."""
	text = io.StringIO()
	writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\r\n")
	writer.writerow([harmless_anywhere(cell) for cell in header])
	writer.writerows([harmless_anywhere(cell) for cell in row] for row in rows)
	return text.getvalue().encode("utf-8-sig", errors="replace")
