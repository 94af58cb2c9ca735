"""Every folder of the app has its place. That imports keep to it is import-linter's work (`./servicedesk lint layers`)."""

from collections.abc import Callable
from pathlib import Path

from checks.layers import layer_findings, layer_packages
from checks.source_tree import told


def test_every_folder_has_a_place(repository: Path, app: Path) -> None:
	"""The real tree."""
	findings = layer_findings(app, layer_packages(repository / "pyproject.toml"))
	assert not findings, told(findings)


def test_the_table_is_the_design(repository: Path) -> None:
	"""The contract names what design.md's table names; a layer cannot vanish from it unseen."""
	expected = """domain shared customers messaging catalogue equipment knowledge agreements access
		service_levels credits tickets channels self_service insight imports api www presets install hooks patches commands"""
	assert layer_packages(repository / "pyproject.toml") == set(expected.split())


def test_bad_folders_and_modules_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""A folder without a place, a package that is none, modules that are taken or nowhere."""
	write("modules.txt", "Tickets\nWebsite\n")
	write("tickets/intake.py", "")
	write("helpers/__init__.py", "")
	write("translations/bg.csv", "")
	said = told(layer_findings(tmp_path, {"tickets"}))
	assert "helpers: has no place" in said
	assert "tickets: has no __init__.py" in said
	assert "module Website is not a package" in said
	assert "module Website collides" in said
	assert "module Website has no package website" in said
	assert "translations" not in said
