"""The walk through a form: opened, filled in, looked over, sent, and what is kept on the way so that nothing is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.domain.draft_values import TooMuch
from servicedesk.self_service import form_drafts
from servicedesk.self_service.form_drafts import Draft
from servicedesk.self_service.formatting import file_size, moment
from servicedesk.self_service.new_request import (
	DraftOffer,
	FormPage,
	KeptFile,
	form_page,
	offered_form,
	submit,
	ticket_request,
)
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.request_subject import NAMES
from servicedesk.shared.errors import refuse
from servicedesk.shared.uploads import MEGABYTE
from servicedesk.tickets.attachments import IncomingFile, identity
from servicedesk.tickets.intake import examine


@dataclass(frozen=True)
class FilledForm:
	"""A form as it came in: what was typed, and all its files, those that were sent before included.

	`without`: files of the draft that are not wanted any more.
	"""

	form: RequestForm
	key: str
	typed: Mapping[str, Any]
	files: Sequence[IncomingFile]
	without: frozenset[str] = frozenset()


def opened(route: str, given: Mapping[str, Any]) -> FormPage:
	"""The form's page: a draft that goes on (`draft` is its key), or a new one that knows what it is about.

	A new one tells of the reader's last draft of this form. Raises PageDoesNotExistError.
	"""
	form = offered_form(route)
	draft = _own_draft(form, text_of(given, "draft"))
	if draft:
		return _with_files(form_page(route, {**draft.values, "key": draft.key}), draft)
	page = form_page(route, about=given)
	is_known = any(text_of(given, name) for name in NAMES)
	found = None if is_known else form_drafts.newest(form.name)
	return replace(page, offer=DraftOffer(found.key, moment(found.saved_at))) if found else page


def taken_in(route: str, typed: Mapping[str, Any], uploads: Sequence[IncomingFile]) -> FilledForm:
	"""What was sent, together with the files that the form's draft holds. Raises PageDoesNotExistError."""
	form = offered_form(route)
	key = text_of(typed, "key") or frappe.generate_hash(length=20)
	without = frozenset(_texts(typed.get("without_file")))
	kept = form_drafts.files_of(_own_draft(form, key), without)
	there = {identity(file) for file in kept}
	files = [*kept, *(file for file in uploads if identity(file) not in there)]
	return FilledForm(form, key, {**typed, "key": key}, files, without)


def of_draft(route: str, key: str) -> FilledForm | None:
	"""The form as it stands in the reader's draft, to be looked over or sent; None where there is none (any more)."""
	form = offered_form(route)
	draft = _own_draft(form, key)
	if not draft:
		return None
	return FilledForm(form, draft.key, {**draft.values, "key": draft.key}, form_drafts.files_of(draft))


def look_over(filled: FilledForm) -> None:
	"""Check the form as the intake does, and keep it for the page that shows it. Raises Refused and NotCovered.

	That page knows nothing but the draft: so one is made even without a single answer, and what does not fit into it
	is refused here rather than missing there.
	"""
	examine(ticket_request(filled.form, filled.typed, filled.files), filled.form)
	try:
		left_out = _kept(filled, in_any_case=True)
	except TooMuch:
		refuse({"form": _("This is too long to be kept as a draft.")})
	if left_out:
		most = f"{form_drafts.MOST_BYTES // MEGABYTE} MB"
		too_large = _("The files are too large. Together they may have at most {0}.").format(most)
		refuse({file.field: too_large for file in left_out})


def send(filled: FilledForm) -> Any:
	"""Open the ticket, and end the draft; return the ticket. Raises as `intake.open_ticket` does."""
	ticket = submit(filled.form.route, filled.typed, filled.files)
	form_drafts.drop(filled.key)
	return ticket


def refused(filled: FilledForm, problems: Mapping[str, str]) -> FormPage:
	"""The form once more, with what is wrong; what was typed and the files that are good are kept.

	The caller has rolled back what the attempt had written.
	"""
	left_out = _keep(filled)
	page = _with_files(
		form_page(filled.form.route, filled.typed, problems), _own_draft(filled.form, filled.key)
	)
	return replace(page, choose_again=bool(left_out or (filled.files and not page.kept_files)))


def shown_again(filled: FilledForm) -> FormPage:
	"""The form once more, before it is sent: somebody has chosen what decides what may be chosen next."""
	return refused(filled, {})


def keep(route: str, typed: Mapping[str, Any]) -> bool | None:
	"""Keep what was typed so far; return whether there was anything, None for more than a draft holds."""
	form = offered_form(route)
	try:
		return form_drafts.keep(form.name, text_of(typed, "key"), typed)
	except TooMuch:
		return None


def forget(route: str, key: str) -> None:
	"""Begin anew: the draft is gone."""
	form = offered_form(route)
	if _own_draft(form, key):
		form_drafts.drop(key)


def _keep(filled: FilledForm) -> Sequence[IncomingFile]:
	"""Keep what can be kept; return the files that cannot."""
	try:
		return _kept(filled)
	except TooMuch:
		# Far more than any form takes: the page itself still shows it to whoever has typed it.
		form_drafts.drop(filled.key)
		return filled.files


def _kept(filled: FilledForm, *, in_any_case: bool = False) -> list[IncomingFile]:
	"""As `form_drafts.keep_with_files`, without the files that are not wanted any more. Raises TooMuch."""
	draft = _own_draft(filled.form, filled.key)
	if draft and filled.without:
		form_drafts.take_out(draft, filled.without)
	name, typed, files = filled.form.name, filled.typed, filled.files
	return form_drafts.keep_with_files(name, filled.key, typed, files, in_any_case=in_any_case)


def _own_draft(form: RequestForm, key: str) -> Draft | None:
	draft = form_drafts.read(key) if key else None
	return draft if draft and draft.request_type == form.name else None


def _with_files(page: FormPage, draft: Draft | None) -> FormPage:
	files = draft.files if draft else ()
	return replace(
		page, kept_files=[KeptFile(file.name, file.file_name, file_size(file.size)) for file in files]
	)


def _texts(value: Any) -> list[str]:
	if isinstance(value, (list, tuple)):
		return [str(part) for part in value]
	return [str(value)] if value else []
