"""A form with as many fields as anybody would put into one, of every kind that a request type knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

FIELDS = 60
ROUTE = "benchmark-large-form"
TITLE = "Benchmark Large Form"
CHOICES = "\n".join(f"Choice {number}" for number in range(1, 9))
# Types that stand for themselves; with options where they need some.
TYPES: tuple[dict[str, Any], ...] = (
	{"field_type": "Text", "mandatory": 1, "help_text": "As short as it can be."},
	{"field_type": "Long Text"},
	{"field_type": "Choice", "options": CHOICES},
	{"field_type": "Number"},
	{"field_type": "Date"},
	{"field_type": "Multiple Choice", "options": CHOICES},
	{"field_type": "Email"},
	{"field_type": "Phone"},
	{"field_type": "Checkbox"},
	{"field_type": "Time"},
)


@contextmanager
def published() -> Iterator[str]:
	"""The address of a form with FIELDS fields; the type is gone afterwards."""
	frappe.set_user("Administrator")
	fields = [
		{
			**TYPES[number % len(TYPES)],
			"label": f"Question {number + 1}",
			"field_name": f"question_{number + 1}",
		}
		for number in range(FIELDS)
	]
	fields[0]["maps_to"] = "subject"
	values = {"title": TITLE, "route": ROUTE, "published": 1, "form_fields": fields}
	frappe.get_doc({"doctype": "SD Request Type", **values}).insert()
	frappe.db.commit()
	try:
		yield f"/portal/new/{ROUTE}"
	finally:
		frappe.set_user("Administrator")
		frappe.delete_doc("SD Request Type", TITLE, force=True)
		frappe.db.commit()
