"""Loading of presets: folders of JSON files that turn the app into one company's desk.

A preset has `configuration/` (states, forms, SLAs, texts …) and `sample/` (people, contracts: for trying it out).
Files load in the order of their names. Loading again changes only what differs.

A record is known again by its `name`, also where the DocType would give names by itself. A value written as
`{"file": "files/NAME"}` is a file beside the record's own, which is attached to the document; `{"file": …,
"public": true}` is one that everybody may fetch. `when_made` holds values that only a new document gets, because they
have a life of their own afterwards: a contract's state, which the calendar changes.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import frappe

from servicedesk.presets.files import attached_files

CONFIGURATION = "configuration"
SAMPLE = "sample"
# Values that the framework adds by itself and a preset does not speak of.
PASSWORD_FIELD = "new_password"  # noqa: S105 - the name of a field, not a password
WHEN_MADE = "when_made"


class PresetMissing(Exception):
	"""No preset of that name or at that path."""


def preset_folder(name_or_path: str) -> Path:
	"""The preset's folder: a path, or a name under the bench's `fixtures`; raises PresetMissing."""
	candidates = (Path(name_or_path), Path(frappe.utils.get_bench_path()) / "fixtures" / name_or_path)
	for candidate in candidates:
		if (candidate / CONFIGURATION).is_dir():
			return candidate
	raise PresetMissing(name_or_path)


def load(folder: Path, part: str) -> dict[str, int]:
	"""Load one part of a preset; return how many documents were made, changed and left alone."""
	counts = {"made": 0, "changed": 0, "same": 0}
	for record in _records(folder / part):
		counts[_load_record(attached_files(record, folder / part))] += 1
	_leave_setup_wizard()
	frappe.clear_cache()
	return counts


def _leave_setup_wizard() -> None:
	"""A preset that says the site is set up has said all that the framework's setup wizard would ask."""
	if not frappe.db.get_single_value("System Settings", "setup_complete"):
		return
	frappe.db.set_default("desktop:home_page", "workspace")
	# Version 15 remembers it for each app besides.
	if frappe.get_meta("Installed Application").has_field("is_setup_complete"):
		for app in ("frappe", "servicedesk"):
			frappe.db.set_value("Installed Application", {"app_name": app}, "is_setup_complete", 1)


def _records(folder: Path) -> Iterator[dict[str, Any]]:
	for path in sorted(folder.glob("*.json")):
		content = json.loads(path.read_text(encoding="utf-8"))
		yield from content if isinstance(content, list) else [content]


def _load_record(record: dict[str, Any]) -> str:
	doctype = record["doctype"]
	if frappe.get_meta(doctype).issingle:
		return _update(frappe.get_doc(doctype), record)
	name = record.get("name")
	if name and frappe.db.exists(doctype, name):
		return _update(frappe.get_doc(doctype, name), record)
	_insert(record, name)
	return "made"


def _insert(record: dict[str, Any], name: str | None) -> None:
	given = {key: value for key, value in record.items() if key not in ("name", WHEN_MADE)}
	doc = frappe.get_doc(given | record.get(WHEN_MADE, {}))
	if doc.doctype == "User":
		doc.flags.no_welcome_mail = True
	doc.insert(set_name=name)


def _update(doc: Any, record: dict[str, Any]) -> str:
	left_out = ("doctype", "name", PASSWORD_FIELD, WHEN_MADE)
	wanted = {key: value for key, value in record.items() if key not in left_out}
	if all(_same(doc.get(key), value) for key, value in wanted.items()):
		return "same"
	doc.update(wanted)
	doc.save()
	return "changed"


def _same(stored: Any, wanted: Any) -> bool:
	if isinstance(wanted, list):
		rows = stored or []
		return len(rows) == len(wanted) and all(
			all(_same(row.get(key), value) for key, value in given.items())
			for row, given in zip(rows, wanted, strict=True)
		)
	if isinstance(wanted, (bool, int, float)):
		return float(stored or 0) == float(wanted)
	return _text(stored) == _text(wanted)


def _text(value: Any) -> str:
	"""A stored value as a preset writes it; times of day come from the database as spans."""
	if isinstance(value, timedelta):
		# a day without a zone, only to write its time
		return str(datetime.min + value).partition(" ")[2]  # noqa: DTZ901
	return "" if value is None else str(value)
