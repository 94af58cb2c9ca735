"""What every DocType of the app has in common."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checks.layers import modules, scrubbed
from checks.source_tree import Finding, files

PREFIX = "SD "
# Everybody has these roles, portal users too: a row for them gives to all.
EVERYBODY = frozenset({"All", "Guest"})
UNLABELLED = frozenset({"Column Break", "Section Break", "Tab Break", "HTML", "Fold", "Heading", "Button"})
SHOWN_IN_DESK = ("label", "description", "documentation")

Definition = dict[str, Any]


def doctype_files(app: Path) -> list[Path]:
	"""The definition of each DocType: ``<layer>/doctype/<name>/<name>.json``."""
	return [
		path
		for path in files(app, ".json")
		if path.parent.parent.name == "doctype" and path.stem == path.parent.name
	]


def doctype_findings(app: Path) -> list[Finding]:
	"""What is wrong with the DocTypes' definitions."""
	known = modules(app)
	findings = []
	for path in doctype_files(app):
		definition = json.loads(path.read_text(encoding="utf-8"))
		relative = path.relative_to(app)
		for message in _complaints(relative, definition, known):
			findings.append(Finding(relative.as_posix(), 0, message))
	return findings


def _complaints(relative: Path, definition: Definition, known: list[str]) -> Iterator[str]:
	name, module = definition["name"], definition.get("module", "")
	if not name.startswith(PREFIX):
		yield f"DocType {name} lacks the prefix {PREFIX!r}: a bench may also hold ERPNext"
	if module not in known:
		yield f"module {module!r} is not in modules.txt"
	if relative.parts[0] != scrubbed(module):
		yield f"stands in {relative.parts[0]}/ but says module {module!r}"
	if relative.stem != scrubbed(name):
		yield f"the file of {name} must be {scrubbed(name)}.json, or Frappe does not find it"
	yield from _permission_complaints(definition)
	yield from _label_complaints(definition)


def _permission_complaints(definition: Definition) -> Iterator[str]:
	rows = definition.get("permissions", [])
	for row in rows:
		if row.get("role") in EVERYBODY:
			yield f"gives the role {row['role']} something: portal users hold it too"
	if not rows and not definition.get("istable"):
		yield "has no permissions: nobody but Administrator could use it"


def _label_complaints(definition: Definition) -> Iterator[str]:
	for field in definition.get("fields", []):
		label = field.get("label", "")
		if not label and field["fieldtype"] not in UNLABELLED:
			yield f"field {field['fieldname']} has no label"
		for key in SHOWN_IN_DESK:
			if str(field.get(key) or "").startswith(PREFIX):
				yield f"field {field['fieldname']}: people see no prefix, so {key} must not start with {PREFIX!r}"
