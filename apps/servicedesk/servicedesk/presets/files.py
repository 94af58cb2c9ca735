"""Files that come with a preset, attached to the documents that name them."""

from pathlib import Path
from typing import Any

import frappe
from frappe.core.doctype.file.utils import get_content_hash


def attached_files(record: dict[str, Any], folder: Path) -> dict[str, Any]:
	"""The record with each value that names a file of the folder replaced by the address of that file, attached.

	A file of the same content that is attached there already is used again. Raises OSError for a file that is missing.
	"""
	return {
		key: _address(record, key, value, folder) if isinstance(value, dict) and "file" in value else value
		for key, value in record.items()
	}


def _address(record: dict[str, Any], field: str, wanted: dict[str, Any], folder: Path) -> str:
	place = folder / wanted["file"]
	content = place.read_bytes()
	target = {
		"attached_to_doctype": record["doctype"],
		"attached_to_name": record.get("name") or record["doctype"],
		"attached_to_field": field,
		"is_private": 0 if wanted.get("public") else 1,
	}
	# query-in-loop: as many as a preset has files, which is few
	found = frappe.db.get_value("File", {**target, "content_hash": get_content_hash(content)}, "file_url")
	if not found:
		new = frappe.get_doc({"doctype": "File", "file_name": place.name, "content": content, **target})
		found = new.insert().file_url
	return str(found)
