"""Factories of request types for tests."""

from typing import Any

import frappe


def question(label: str, field_type: str = "Text", **values: Any) -> dict[str, Any]:
	"""A question, named as its label."""
	return {"label": label, "field_name": label.lower().replace(" ", "_"), "field_type": field_type, **values}


def make_type(title: str, *questions: dict[str, Any], **values: Any) -> Any:
	"""A published request type that asks these."""
	given = {"published": 1, "form_fields": list(questions), **values}
	return frappe.get_doc({"doctype": "SD Request Type", "title": title, **given}).insert()
