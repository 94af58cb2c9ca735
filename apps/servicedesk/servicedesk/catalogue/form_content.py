"""What a form says, as a value: the questions of a request type with what staff have refined of them.

The content is what versions are made of, so a key is written only where it says something: a form keeps its version
when the product learns a new property.
"""

import json
from collections.abc import Sequence
from typing import Any

from servicedesk.domain.form_refinement import Shown

Content = dict[str, Any]
# The properties of a row of SD Request Field, in the order in which people read them.
TEXTS = (
	"field_type",
	"label",
	"help_text",
	"default_value",
	"options",
	"options_depend_on",
	"minimum",
	"maximum",
	"pattern",
	"depends_on_field",
	"depends_on_values",
	"maps_to",
)


def content_of(title: str, rows: Sequence[Any], shown: Sequence[Shown] | None = None) -> Content:
	"""The content of a form with these rows of SD Request Field; with `shown`, as staff have refined it.

	A hidden question is not asked, so it is no part of the content.
	"""
	by_name = {row.field_name: row for row in rows}
	seen = as_shown(rows) if shown is None else shown
	return {
		"title": title,
		"fields": [_field(by_name[field.name], field) for field in seen if not field.hidden],
	}


def as_shown(rows: Sequence[Any]) -> list[Shown]:
	"""The rows' words as the generator gives them."""
	return [
		Shown(row.field_name, row.label or "", row.help_text or "", bool(row.mandatory), hidden=False)
		for row in rows
	]


def as_text(content: Content) -> str:
	"""The content in the one way in which it is stored: the same content is the same text."""
	return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _field(row: Any, shown: Shown) -> Content:
	found: Content = {"name": row.field_name, **{key: row.get(key) for key in TEXTS if row.get(key)}}
	found.update({"label": shown.label, "help_text": shown.help_text})
	found.update({"mandatory": int(shown.mandatory), "max_length": int(row.max_length or 0)})
	return {key: value for key, value in found.items() if value}
