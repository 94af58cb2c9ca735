"""Paths written as text lead somewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.dotted_paths import hook_findings, mention_findings, resolves
from checks.layers import layer_packages
from checks.source_tree import told


def test_the_hooks_of_the_app(repository: Path, app: Path) -> None:
	"""Each dotted path of hooks.py, Frappe's own too where it is restored."""
	findings = hook_findings(app / "hooks.py", (app.parent, repository / "apps" / "frappe"))
	assert not findings, told(findings)


@pytest.mark.parametrize("folder", ["apps/servicedesk", "fixtures", "benchmarks", "tools"])
def test_paths_in_texts(repository: Path, app: Path, folder: str) -> None:
	"""Queued jobs, calls from scripts and templates, records of presets."""
	if not (repository / folder).is_dir():
		pytest.skip(f"no {folder} yet")
	findings = mention_findings(repository / folder, app, layer_packages(repository / "pyproject.toml"))
	assert not findings, told(findings)


@pytest.fixture
def tree(tmp_path: Path, write: Callable[[str, str], Path]) -> Path:
	"""A folder with a small package."""
	write("servicedesk/__init__.py", "")
	write("servicedesk/tickets/__init__.py", "VERSION = 1\n")
	write(
		"servicedesk/tickets/intake.py",
		"from x import renamed as borrowed\ndef open_ticket() -> None: ...\nclass Door:\n\tdef knock(self) -> None: ...\n",
	)
	return tmp_path


@pytest.mark.parametrize(
	("dotted", "expected"),
	[
		("servicedesk.tickets", True),
		("servicedesk.tickets.VERSION", True),
		("servicedesk.tickets.intake", True),
		("servicedesk.tickets.intake.open_ticket", True),
		("servicedesk.tickets.intake.borrowed", True),
		("servicedesk.tickets.intake.Door.knock", True),
		("servicedesk.tickets.intake.Door.ring", False),
		("servicedesk.tickets.intake.close_ticket", False),
		("servicedesk.tickets.outtake", False),
		("servicedesk.orders", False),
	],
)
def test_following_a_path(tree: Path, dotted: str, expected: bool) -> None:
	"""Packages, modules, names, imported names, methods."""
	assert resolves(dotted, (tree,)) is expected


def test_bad_hooks_are_found(tree: Path, write: Callable[[str, str], Path]) -> None:
	"""A path that leads nowhere, and work at import time; unknown packages are passed over."""
	hooks = write(
		"servicedesk/hooks.py",
		'"""Words."""\nimport os\napp_name = "servicedesk"\nboot = "servicedesk.tickets.intake.boot"\n'
		'good = {"*": ["servicedesk.tickets.intake.open_ticket", "elsewhere.thing"]}\nhome = os.getcwd()\n',
	)
	said = [str(each) for each in hook_findings(hooks, (tree,))]
	assert said == [
		"hooks.py:2: hooks.py holds literals only: no work when it is imported",
		"hooks.py:6: hooks.py holds literals only: no work when it is imported",
		"hooks.py:4: servicedesk.tickets.intake.boot leads nowhere",
	]


def test_a_bad_mention_is_found(tree: Path, write: Callable[[str, str], Path]) -> None:
	"""In a script; host and file names are no paths."""
	write(
		"servicedesk/public/desk.js",
		'call("servicedesk.tickets.intake.gone");\n// servicedesk.localhost, servicedesk.tickets.intake\n',
	)
	said = told(mention_findings(tree, tree / "servicedesk", {"tickets"}))
	assert said.strip() == "servicedesk/public/desk.js:1: servicedesk.tickets.intake.gone leads nowhere"
