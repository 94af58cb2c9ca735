"""Texts that every desk starts with, so that an invitation or a new password can be mailed before staff write their own."""

import json
from pathlib import Path

import frappe

TEMPLATE = "SD Message Template"
FOLDER = Path(__file__).parent / "default_templates"


def ensure_templates() -> int:
	"""Make the built-in templates that the site lacks; return how many. What is there, staff's own words included, stays."""
	there = set(frappe.get_all(TEMPLATE, pluck="name"))
	languages = set(frappe.get_all("Language", pluck="name"))
	made = 0
	for path in sorted(FOLDER.glob("*.json")):
		texts = json.loads(path.read_text(encoding="utf-8")) if path.stem in languages else {}
		for event, text in texts.items():
			if f"{event}-{path.stem}" not in there:
				frappe.get_doc({"doctype": TEMPLATE, "event": event, "language": path.stem, **text}).insert()
				made += 1
	return made
