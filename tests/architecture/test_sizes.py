"""Files that one can keep in mind."""

from collections.abc import Callable
from pathlib import Path

from checks.sizes import LONGEST_FILE, size_findings
from checks.source_tree import told


def test_files_are_short(repository: Path) -> None:
	"""The real tree, controllers included."""
	findings = size_findings(repository)
	assert not findings, told(findings)


def test_a_long_file_is_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""One line more than allowed is too many; tables of data are not measured."""
	write("short.py", "\n" * LONGEST_FILE)
	write("long.js", "\n" * (LONGEST_FILE + 1))
	write("data.csv", "\n" * 9000)
	assert [finding.path for finding in size_findings(tmp_path)] == ["long.js"]
