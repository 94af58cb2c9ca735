"""Which linters there are and how each is called."""

import subprocess

from checks.lint_environment import BIOME, REPOSITORY, linter, project_python
from checks.runner import Check

APP = "apps/servicedesk/servicedesk"


def all_checks() -> list[Check]:
	"""The checks, the slowest first, so that two at a time end together."""
	return [*_own_rules(), *_python_checks(), *_other_checks()]


def _own_rules() -> list[Check]:
	return [Check("our rules", (linter("python"), "tools/checks/own_rules.py"))]


def _python_checks() -> list[Check]:
	ruff = linter("ruff")
	return [
		Check("types", (linter("mypy"), "--python-executable", project_python())),
		Check("layers", (linter("lint-imports"),)),
		Check("python", (ruff, "check"), fix=(ruff, "check", "--fix")),
		Check("python form", (ruff, "format", "--check"), fix=(ruff, "format")),
		Check("unused code", (linter("python"), "tools/checks/unused_code.py")),
	]


def _other_checks() -> list[Check]:
	biome, djlint, codespell = str(BIOME), linter("djlint"), linter("codespell")
	return [
		Check("scripts and styles", (biome, "check"), fix=(biome, "check", "--write")),
		Check(
			"templates",
			(djlint, "--configuration", "pyproject.toml", "--lint", "--quiet", *templates()),
			applies=lambda: bool(templates()),
		),
		Check("spelling", (codespell, *english_files()), fix=(codespell, "-w", *english_files())),
	]


def templates() -> list[str]:
	"""The app's Jinja templates, as paths from the repository root."""
	return [path for path in written_files() if path.startswith(APP) and path.endswith(".html")]


def english_files() -> list[str]:
	"""What is written in English by people: neither presets, translations and texts of messages nor lock files."""
	other = (".lock", "package-lock.json", ".csv", ".svg")
	foreign = ("fixtures/", f"{APP}/messaging/default_templates/")
	return [path for path in written_files() if not path.startswith(foreign) and not path.endswith(other)]


def written_files() -> list[str]:
	"""Every file that git knows or would take, as paths from the repository root."""
	command = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
	listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
	return [line for line in listed.stdout.splitlines() if (REPOSITORY / line).is_file()]
