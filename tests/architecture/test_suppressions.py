"""Whoever steps outside a rule says why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.source_tree import told
from checks.suppressions import (
	door_modules,
	permission_findings,
	suppression_findings,
	unsafe_filter_findings,
)


@pytest.mark.parametrize("folder", ["apps/servicedesk", "tools", "tests", "benchmarks"])
def test_suppressions_have_reasons(repository: Path, folder: str) -> None:
	"""The real tree."""
	if not (repository / folder).is_dir():
		pytest.skip(f"no {folder} yet")
	findings = suppression_findings(repository / folder)
	assert not findings, told(findings)


def test_permissions_are_ignored_in_the_door_only(repository: Path, app: Path) -> None:
	"""And there each time with its reason."""
	findings = permission_findings(app, door_modules(repository / "tools" / "semgrep" / "rules"))
	assert not findings, told(findings)


def test_the_unsafe_filter_has_reasons(app: Path) -> None:
	"""In every template of the app."""
	findings = unsafe_filter_findings(app)
	assert not findings, told(findings)


@pytest.mark.parametrize(
	("source", "count"),
	[
		("x = 1  # noqa: F401 - the framework looks it up by name", 0),
		("# the framework looks it up by name\nx = 1  # noqa: F401", 0),
		("x = 1  # noqa: F401", 1),
		("x = 1  # noqa: F401 - ok", 1),
		("x()  # nosemgrep: our-rule", 1),
		("x()  # nosemgrep: our-rule - one statement for each of four languages", 0),
		("try:\n\tx()\nexcept Exception:  # noqa: BLE001\n\tpass", 1),
		("try:\n\tx()\nexcept Exception:  # noqa: BLE001 - a plug-in may raise anything\n\tpass", 0),
		("if x:  # pragma: no cover", 1),
	],
)
def test_python_without_reasons_is_found(
	tmp_path: Path, write: Callable[[str, str], Path], source: str, count: int
) -> None:
	"""Reason on the line or in the comment above it; a few letters are no reason."""
	write("module.py", source + "\n")
	assert len(suppression_findings(tmp_path)) == count


def test_script_without_a_reason_is_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Biome's own form asks for a colon and words."""
	write("a.js", "// biome-ignore lint/suspicious/noConsole\nconsole.log(1);\n")
	write(
		"b.js",
		"// biome-ignore lint/suspicious/noConsole: what the build says is its output\nconsole.log(1);\n",
	)
	assert [finding.path for finding in suppression_findings(tmp_path)] == ["a.js"]


def test_ignored_permissions_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Outside the door always; inside without a reason. Words about it in a comment are no use of it."""
	write("self_service/page.py", "doc.insert(ignore_permissions=True)  # the guard has asked already\n")
	write("tickets/intake.py", "doc.insert(ignore_permissions=True)\n")
	write(
		"tickets/transitions.py", "# the workflow has decided who may\ndoc.flags.ignore_permissions = True\n"
	)
	write(
		"tickets/words.py",
		"# never ignore_permissions=True here\nx = {'ignore_permissions': False}\nif doc.flags.ignore_permissions:\n\tpass\n",
	)
	write("tickets/test_intake.py", "doc.insert(ignore_permissions=True)\n")
	said = [
		str(each) for each in permission_findings(tmp_path, {"tickets/intake.py", "tickets/transitions.py"})
	]
	assert said == [
		"self_service/page.py:1: ignores permissions outside the one door (list: tools/semgrep/rules/permissions.yaml)",
		"tickets/intake.py:1: ignores permissions without a reason beside it",
	]


def test_the_unsafe_filter_is_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""With a reason in the template's own comment it may stand."""
	write("a.html", "{{ text | safe }}\n")
	write("b.html", "{{ text | safe }} {# sanitised when it was saved #}\n")
	write("c.html", "{# sanitised when it was saved #}\n{{ text|safe }}\n")
	assert told(unsafe_filter_findings(tmp_path)).count("\n") == 1
