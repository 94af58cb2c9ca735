"""A form that was withdrawn, or is not the reader's any more, while somebody filled it in: what they typed is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from servicedesk.catalogue.form_content import Content
from servicedesk.catalogue.form_fields import FIELD_KINDS
from servicedesk.catalogue.form_versions import content_at
from servicedesk.domain.form_definitions import CHOICES, LINKS
from servicedesk.self_service import form_drafts
from servicedesk.self_service.form_drafts import PREFIX
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.reading import text_of
from servicedesk.tickets.written_answers import written


@dataclass(frozen=True)
class GonePage:
	"""What was typed: question and answer, in the order of the form as it was shown."""

	title: str
	given: list[tuple[str, str]]


def gone_page(typed: Mapping[str, Any]) -> GonePage | None:
	"""What was typed into a form that is not offered; None where nothing was, or no form is known that asked it.

	The form is known by the version that was shown, whose key nobody guesses. Of a form that was to be looked over
	only its key comes: the reader's draft has the rest (two statements).
	"""
	draft = None if typed.get("form_version") else form_drafts.read(_key(typed))
	values = draft.values if draft else typed
	content = content_at(text_of(values, "form_version"))
	if not content:
		return None
	given = [
		(own_words(str(field.get("label", ""))), _said(field, values.get(PREFIX + field["name"])))
		for field in content["fields"]
	]
	answered = [(label, text) for label, text in given if text]
	return GonePage(own_words(content["title"]), answered) if answered else None


def _key(typed: Mapping[str, Any]) -> str:
	return text_of(typed, "key") or text_of(typed, "draft")


def _said(field: Content, value: Any) -> str:
	"""An answer as it can be read and copied; of a record only its key is known here, which tells nobody anything."""
	kind = FIELD_KINDS[field["field_type"]].kind
	lines = value if isinstance(value, (list, tuple)) else [value]
	if kind in LINKS:
		return ""
	read = own_words if kind in CHOICES else partial(written, str(kind))
	return "\n".join(read(str(line)) for line in lines if line)
