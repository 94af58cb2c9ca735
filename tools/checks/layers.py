"""Every folder of the app has a place in the layer table, and every module is one of the layers."""

import re
from pathlib import Path

import tomllib

from checks.source_tree import Finding

# Folders without Python of their own: what the browser gets, texts, and Frappe's fixed names.
NOT_LAYERS = frozenset({"public", "templates", "translations", "locale", "__pycache__"})
# Names that Frappe and ERPNext use for modules of their own: a bench that holds them would mix them up.
TAKEN_MODULES = frozenset(
	{
		"website", "workflow", "email", "contacts", "integrations", "automation", "social", "core", "desk",
		"custom", "geo", "printing", "support", "portal", "maintenance", "projects", "setup", "crm",
	}
)  # fmt: skip


def layer_packages(pyproject: Path) -> set[str]:
	"""The packages named in import-linter's contract of layers."""
	contracts = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
	layers = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
	return {name for layer in layers for name in re.findall(r"\w+", layer)}


def scrubbed(module: str) -> str:
	"""The folder of a Frappe module or DocType: lower case, underscores for spaces and hyphens."""
	return module.strip().lower().replace(" ", "_").replace("-", "_")


def modules(app: Path) -> list[str]:
	"""The app's Frappe modules, as modules.txt names them."""
	lines = (app / "modules.txt").read_text(encoding="utf-8").splitlines()
	return [line.strip() for line in lines if line.strip()]


def layer_findings(app: Path, packages: set[str]) -> list[Finding]:
	"""Folders without a place, packages without ``__init__.py``, modules that are no layer."""
	findings = []
	for folder in sorted(entry for entry in app.iterdir() if entry.is_dir() and entry.name not in NOT_LAYERS):
		if folder.name not in packages:
			message = "has no place in the layer table (pyproject.toml, import-linter)"
			findings.append(Finding(folder.name, 0, message))
		elif not (folder / "__init__.py").exists():
			findings.append(Finding(folder.name, 0, "has no __init__.py, so nothing checks its imports"))
	for module in modules(app):
		findings += _module_findings(app, module, packages)
	return findings


def _module_findings(app: Path, module: str, packages: set[str]) -> list[Finding]:
	name = scrubbed(module)
	messages = []
	if name not in packages:
		messages.append(f"module {module} is not a package of the layer table")
	if name in TAKEN_MODULES:
		messages.append(f"module {module} collides with one of Frappe's or ERPNext's")
	if not (app / name / "__init__.py").exists():
		messages.append(f"module {module} has no package {name}")
	return [Finding("modules.txt", 0, message) for message in messages]
