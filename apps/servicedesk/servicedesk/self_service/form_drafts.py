"""Half-filled forms: kept on the server for a day, for whoever fills them in and nobody else.

A draft is known by its person and the key of the form, which is also the key of the request that comes of it: so the same
form never has two drafts, and no key that somebody makes up leads to another person's. Rows are written past the
framework: no role may read them, and no list of the desk shows them.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.domain.draft_values import is_worth_keeping, kept_values
from servicedesk.shared.rows import STANDARD_COLUMNS, standard_values
from servicedesk.shared.uploads import DRAFT
from servicedesk.tickets import attachments
from servicedesk.tickets.attachments import HeldFile, IncomingFile

DOCTYPE = DRAFT
PREFIX = "f_"
KEPT = timedelta(days=1)
MOST_OF_A_PERSON = 10
MOST_BYTES = 50 * 1024 * 1024
# About the page, and not about the request.
NOT_KEPT = frozenset(("csrf_token", "key", "review", "draft", "without_file"))
PURGED_AT_ONCE = 200
COLUMNS = (*STANDARD_COLUMNS, "user", "request_type", "form_key", "form_values")
KEEP = """insert into `tabSD Form Draft`
	(name, owner, modified_by, creation, modified, user, request_type, form_key, form_values)
	values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
	on duplicate key update modified = values(modified), request_type = values(request_type),
		form_values = values(form_values)"""
_KEY = re.compile(r"[A-Za-z0-9_-]{8,60}")


@dataclass(frozen=True)
class Draft:
	"""A draft as its owner gets it back."""

	key: str
	request_type: str
	values: dict[str, Any]
	files: tuple[HeldFile, ...]
	saved_at: datetime


def intake_key(key: str) -> str | None:
	"""The key that makes one request of a form sent twice; None for a form without one."""
	plain = str(key or "")[:60]
	return f"{frappe.session.user}:{plain}" if plain else None


def ticket_of(key: str) -> str:
	"""The number of the request that came of the signed-in person's form with that key, "" for none. One statement."""
	wanted = intake_key(key)
	return str(frappe.db.get_value("SD Ticket", {"intake_key": wanted}, "name") or "") if wanted else ""


def keep(request_type: str, key: str, typed: Mapping[str, Any], *, in_any_case: bool = False) -> bool:
	"""Keep what was typed so far; return whether there was anything to keep. Three statements.

	`in_any_case`: even of a form without a single answer. Nothing is kept of a form that has been sent already. Raises
	`draft_values.TooMuch`.
	"""
	values = kept_values(typed, NOT_KEPT)
	is_something = in_any_case or is_worth_keeping(values, PREFIX)
	if not is_something or not _KEY.fullmatch(key) or ticket_of(key):
		return False
	user = frappe.session.user
	standard = standard_values(_name(key), now_datetime())
	frappe.db.sql(KEEP, (*standard, user, request_type, key, json.dumps(values, ensure_ascii=False)))
	_forget_oldest(user)
	return True


def keep_with_files(
	request_type: str,
	key: str,
	typed: Mapping[str, Any],
	files: Sequence[IncomingFile],
	*,
	in_any_case: bool = False,
) -> list[IncomingFile]:
	"""The same with the files that were chosen; return those that the draft has no room for.

	Those that are kept already, and those that cannot be taken at all, are not kept again.
	"""
	if not keep(request_type, key, typed, in_any_case=in_any_case or bool(files)):
		return []
	there = attachments.held(_name(key))
	known, room = {file.identity for file in there}, MOST_BYTES - sum(file.size for file in there)
	left_out = []
	for incoming in files:
		if attachments.identity(incoming) in known or attachments.problems([incoming]):
			continue
		if len(known) >= attachments.MAXIMUM_FILES or len(incoming.content) > room:
			left_out.append(incoming)
			continue
		# query-in-loop: a file is a document of its own, and a form has ten at most
		attachments.hold(_name(key), incoming)
		known.add(attachments.identity(incoming))
		room -= len(incoming.content)
	return left_out


def read(key: str) -> Draft | None:
	"""The signed-in person's draft of that form. Two statements."""
	return _draft({"name": _name(key), "user": frappe.session.user}) if _KEY.fullmatch(key or "") else None


def newest(request_type: str) -> Draft | None:
	"""The signed-in person's last draft of that type of request, from the last day. Two statements, one for none."""
	return _draft({"user": frappe.session.user, "request_type": request_type})


def files_of(draft: Draft | None, without: Collection[str] = ()) -> list[IncomingFile]:
	"""The draft's files with their content, but for those named."""
	wanted = [file for file in draft.files if file.name not in without] if draft else []
	return [found for file in wanted if (found := attachments.read_held(file))]


def take_out(draft: Draft, files: Collection[str]) -> None:
	"""Remove files from a draft; names of others' are nobody's here."""
	attachments.release([file.name for file in draft.files if file.name in files])


def drop(key: str) -> None:
	"""Remove the signed-in person's draft, and its files. One statement where there is none."""
	name = frappe.db.get_value(DOCTYPE, {"name": _name(key), "user": frappe.session.user}, "name")
	if name:
		_remove(str(name))


def purge() -> None:
	"""Remove what was typed more than a day ago. Runs every hour, some at a time so that nothing is locked for long."""
	old = {"modified": ("<", now_datetime() - KEPT)}
	# query-in-loop: a statement for each batch, until none is left
	while names := frappe.get_all(DOCTYPE, old, pluck="name", order_by="modified asc", limit=PURGED_AT_ONCE):
		for name in names:
			# query-in-loop: each draft goes with its files, which are documents
			_remove(name)
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
		if len(names) < PURGED_AT_ONCE:
			return


def _draft(filters: dict[str, Any]) -> Draft | None:
	fields = ["name", "form_key", "request_type", "form_values", "modified"]
	found = frappe.db.get_value(
		DOCTYPE,
		{**filters, "modified": (">", now_datetime() - KEPT)},
		fields,
		as_dict=True,
		order_by="modified desc",
	)
	if not found:
		return None
	return Draft(
		key=found.form_key,
		request_type=found.request_type,
		values=json.loads(found.form_values or "{}"),
		files=tuple(attachments.held(found.name)),
		saved_at=found.modified,
	)


def _name(key: str) -> str:
	return hashlib.sha256(f"{frappe.session.user}\0{key}".encode()).hexdigest()[:24]


def _forget_oldest(user: str) -> None:
	"""More forms than a person fills in at one time are somebody's play, or forgotten."""
	names = frappe.get_all(
		DOCTYPE,
		{"user": user},
		pluck="name",
		order_by="modified desc",
		limit_start=MOST_OF_A_PERSON,
		limit=MOST_OF_A_PERSON,
	)
	for name in names:
		# query-in-loop: there is one, hardly ever
		_remove(name)


def _remove(name: str) -> None:
	attachments.release([file.name for file in attachments.held(name)])
	frappe.db.delete(DOCTYPE, {"name": name})
