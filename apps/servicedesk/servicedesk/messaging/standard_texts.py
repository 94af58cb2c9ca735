"""Message texts that the app brings along, so that every notice can be sent before anybody has written one."""

import json
from collections.abc import Iterable

import frappe


def ensure_texts(files: Iterable[str]) -> None:
	"""Make the templates of these files of the app for events that have none; what staff wrote is not touched."""
	texts = [text for path in files for text in _read(path)]
	present = set(frappe.get_all("SD Message Template", pluck="event"))
	languages = set(frappe.get_all("Language", pluck="name"))
	for text in texts:
		if text["event"] not in present and text["language"] in languages:
			frappe.get_doc({"doctype": "SD Message Template", **text}).insert()


def _read(path: str) -> list[dict[str, str]]:
	with open(frappe.get_app_path("servicedesk", *path.split("/")), encoding="utf-8") as file:
		return list(json.load(file))
