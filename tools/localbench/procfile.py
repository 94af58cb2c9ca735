"""Reads the Procfile: the one list of the bench's processes, for supervisor here and for `bench start`."""

import re
from pathlib import Path

from localbench.problems import Problem

LINE = re.compile(r"^(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>\S.*)$")


def parse(text: str) -> dict[str, str]:
	"""Commands by process name, in the order of the file. Raises Problem at a line that is neither."""
	found: dict[str, str] = {}
	for number, raw in enumerate(text.splitlines(), start=1):
		line = raw.strip()
		if not line or line.startswith("#"):
			continue
		match = LINE.match(line)
		if not match or match["name"] in found:
			raise Problem(
				f"Procfile, line {number}: “{line}” is no `name: command`, or the name stands twice.",
				"Correct the line and run again.",
			)
		found[match["name"]] = match["command"]
	return found


def read(file: Path) -> dict[str, str]:
	"""Commands by process name from a file."""
	return parse(file.read_text(encoding="utf-8"))
