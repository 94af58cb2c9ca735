"""What must not be in a committed file, and which files there must be."""

from collections.abc import Callable
from pathlib import Path

from checks.hygiene import committed_files, content_findings, presence_findings
from checks.source_tree import told


def test_committed_files_belong_to_no_machine(repository: Path) -> None:
	"""No registry hosts, no paths of one machine."""
	findings = content_findings(repository, committed_files(repository))
	assert not findings, told(findings)


def test_the_files_every_reader_looks_for(repository: Path) -> None:
	"""README, CONTRIBUTING, CHANGELOG, LICENSE."""
	findings = presence_findings(repository)
	assert not findings, told(findings)


def test_bad_contents_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Also this very clone's folder; a word inside a longer path is not it."""
	write("a.json", '{"resolved": "https://registry.npmjs.org/vue"}')
	write("b.md", "Look in /root/notes.\n")
	write("c.txt", f"home = {tmp_path}/env\n")
	write("d.md", "sites/work/ and my.pypi.organisation and docs/root/x\n")
	said = told(content_findings(tmp_path, ["a.json", "b.md", "c.txt", "d.md", "gone.md"]))
	assert [line.partition(":")[0] for line in said.strip().splitlines()] == ["a.json", "b.md", "c.txt"]


def test_missing_files_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""An empty file is as good as none."""
	write("README.md", "Words.")
	write("CHANGELOG.md", "")
	assert {finding.path for finding in presence_findings(tmp_path)} == {
		"CONTRIBUTING.md",
		"CHANGELOG.md",
		"LICENSE",
	}
