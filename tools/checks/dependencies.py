"""What the code imports is declared where the reader of its home looks for it.

The app may import what every Frappe brings, or what its own pyproject.toml asks for; its tests also what that file
lists under ``tool.bench.dev-dependencies``. Tools and tests of this repository may import what requirements/*.in name.
"""

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import tomllib

from checks.source_tree import APP_IN_REPOSITORY, Finding, files, is_test, parsed

# Packages that version 15 and later of Frappe depend on themselves, by the name they are imported by.
BROUGHT_BY_FRAPPE = frozenset(
	"babel bleach bs4 click croniter cryptography dateutil filetype jinja2 jwt markupsafe PIL passlib pymysql pypika pytz"
	" redis requests rq werkzeug yaml".split()
)
OWN = frozenset(
	{
		"servicedesk",
		"frappe",
		"localbench",
		"screenshots",
		"checks",
		"realtime",
		"post_office",
		"front",
		"assets",
		"tests",
		"benchmarks",
	}
)
REQUIREMENT_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*")


def normalised(name: str) -> str:
	"""A distribution's name as registries compare it."""
	return re.sub(r"[-_.]+", "-", name).lower()


def imported(path: Path) -> set[str]:
	"""The top-level packages that a file imports, without the standard library's and our own."""
	names = set[str]()
	for node in ast.walk(parsed(path)):
		if isinstance(node, ast.Import):
			names.update(alias.name.partition(".")[0] for alias in node.names)
		elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
			names.add(node.module.partition(".")[0])
	neighbours = {each.stem for each in path.parent.iterdir()}
	return names - sys.stdlib_module_names - OWN - neighbours


def declared(requirements: Path) -> set[str]:
	"""The normalised names of every package that a ``.in`` file names."""
	names = set()
	for path in sorted(requirements.glob("*.in")):
		for line in path.read_text(encoding="utf-8").splitlines():
			if match := REQUIREMENT_NAME.match(line):
				names.add(normalised(match[0]))
	return names


def app_dependencies(pyproject: Path) -> tuple[set[str], set[str]]:
	"""What the app declares for itself, and for its tests, as normalised names."""
	content = tomllib.loads(pyproject.read_text(encoding="utf-8"))
	own = {
		normalised(match[0])
		for each in content["project"]["dependencies"]
		if (match := REQUIREMENT_NAME.match(each))
	}
	tests = {
		normalised(each) for each in content.get("tool", {}).get("bench", {}).get("dev-dependencies", {})
	}
	return own, tests


def app_findings(root: Path) -> list[Finding]:
	"""Imports of the app that an official bench would not have."""
	own, for_tests = app_dependencies(root / "apps" / "servicedesk" / "pyproject.toml")
	findings = []
	for path in files(root / APP_IN_REPOSITORY, ".py"):
		tested = is_test(path.relative_to(root))
		known = own | for_tests if tested else own
		for name in sorted(imported(path) - BROUGHT_BY_FRAPPE):
			if not _distributions(name) & known:
				message = f"imports {name}, which apps/servicedesk/pyproject.toml does not declare"
				findings.append(Finding(path.relative_to(root).as_posix(), 0, message))
	return findings


def tool_findings(root: Path) -> list[Finding]:
	"""Imports of tools, tests and benchmarks that no requirements file names."""
	known = declared(root / "requirements")
	findings = []
	for folder in ("tools", "tests", "benchmarks"):
		for path in files(root / folder, ".py") if (root / folder).is_dir() else ():
			for name in sorted(imported(path)):
				if not _distributions(name) & known:
					message = f"imports {name}, which no requirements/*.in names"
					findings.append(Finding(path.relative_to(root).as_posix(), 0, message))
	return findings


def _distributions(name: str) -> set[str]:
	"""The distributions that an import may come from: the installed ones, or the one of the same name."""
	return {normalised(each) for each in (_installed().get(name) or [name])}


@cache
def _installed() -> Mapping[str, list[str]]:
	return packages_distributions()
