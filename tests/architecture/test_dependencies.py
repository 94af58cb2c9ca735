"""What the code imports is declared."""

from collections.abc import Callable
from pathlib import Path

from checks.dependencies import app_findings, tool_findings
from checks.source_tree import told


def test_the_app_imports_what_every_bench_has(repository: Path) -> None:
	"""Or its own pyproject.toml asks for it."""
	findings = app_findings(repository)
	assert not findings, told(findings)


def test_tools_and_tests_import_what_is_required(repository: Path) -> None:
	"""The real tree."""
	findings = tool_findings(repository)
	assert not findings, told(findings)


def test_undeclared_imports_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Tests may import what the app asks for in development; neighbours and the standard library are no packages."""
	write(
		"apps/servicedesk/pyproject.toml",
		'[project]\ndependencies = ["Good_Thing>=1"]\n[tool.bench.dev-dependencies]\ntest-thing = "~=1.0"\n',
	)
	write(
		"apps/servicedesk/servicedesk/a.py",
		"import os, frappe, good_thing\nfrom bad_thing.x import y\nimport test_thing\n",
	)
	write("apps/servicedesk/servicedesk/test_a.py", "import test_thing\n")
	said = [str(each) for each in app_findings(tmp_path)]
	where = "apps/servicedesk/servicedesk/a.py: imports {0}, which apps/servicedesk/pyproject.toml does not declare"
	assert said == [where.format("bad_thing"), where.format("test_thing")]
	write("requirements/a.in", "# words\nknown-thing[extra]==1\n")
	write("tools/b.py", "import known_thing\nimport neighbour\nimport strange_thing\n")
	write("tools/neighbour.py", "")
	assert [each.message for each in tool_findings(tmp_path)] == [
		"imports strange_thing, which no requirements/*.in names"
	]
