"""Versions of forms: what was asked stays readable, whatever becomes of the request type.

A version's key is a hash of its content, so the same form has the same version again, two writers of one version
make one row, and a process may keep what it has read for ever. A ticket carries the key (`form_version`).

For pages that show a form: `RequestForm.version` goes along as a hidden field `form_version` and into
`TicketRequest.form_version`; when it is not the form's any more, the intake takes the answers if they still fit, and
refuses them with a sentence for the whole form (`problems["form"]`) if not. `asked_no_more` says what was typed for
questions that are gone, so that nothing typed is lost.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import now_datetime
from frappe.utils.caching import site_cache

from servicedesk.catalogue.form_content import Content, as_text
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

DOCTYPE = "SD Request Form Version"
KEY_LENGTH = 40


def keep(request_type: str, content: Content) -> str:
	"""Store the content as a version, unless it is one already; return its key. One statement."""
	text = as_text(content)
	key = hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]
	columns = (*STANDARD_COLUMNS, "request_type", "title", "content")
	row = (*standard_values(key, now_datetime()), request_type, content["title"], text)
	insert_rows(DOCTYPE, columns, [row], ignore_existing=True)
	return key


def content_at(version: str) -> Content | None:
	"""The form's content in that version; None for one that does not exist. No statement for one read before."""
	try:
		return _read(version)
	except frappe.DoesNotExistError:
		return None


@site_cache(maxsize=2048)
def _read(version: str) -> Content:
	"""Never what is missing: it may be written later."""
	text = frappe.db.get_value(DOCTYPE, version, "content")
	if not text:
		raise frappe.DoesNotExistError
	found: Content = json.loads(text)
	return found


def asked_no_more(version: str, form: Any, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
	"""What was typed for questions of an older version that `form` has no more: label and text, in their order."""
	typed = [(label, _one_text(answers.get(name))) for name, label in _gone(version, form)]
	return [(label, text) for label, text in typed if text]


def answers_no_more(version: str, form: Any, answers: Mapping[str, Any]) -> dict[str, Any]:
	"""The same as answers: handed to the intake with the others, so that it refuses rather than drops them."""
	names = [name for name, _label in _gone(version, form)]
	return {name: answers[name] for name in names if _one_text(answers.get(name))}


def _gone(version: str, form: Any) -> list[tuple[str, str]]:
	"""The questions of an older version that `form` has no more: name and label, in their order."""
	content = content_at(version) if version and version != form.version else None
	asked = {field.definition.name for field in form.fields}
	fields = (content or {}).get("fields", ())
	return [(field["name"], str(field.get("label", ""))) for field in fields if field["name"] not in asked]


def _one_text(value: Any) -> str:
	parts = value if isinstance(value, (list, tuple)) else (value,)
	return "\n".join(str(part) for part in parts if part not in (None, "")).strip()
