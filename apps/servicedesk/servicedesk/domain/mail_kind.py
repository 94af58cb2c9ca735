"""Who speaks in a mail: a person, a machine, a server that could not deliver, a list, or we ourselves.

Sources: RFC 3834 (automatic answers), RFC 3464 and 6522 (reports), RFC 2919 and 2369 (lists), MS-OXCMAIL 2.2.3.2.14
(X-Auto-Response-Suppress), and what servers write that follow none of them. What is taken for a machine's may be put
aside, so a sign has to be one that no person's program sets; a weaker one only forbids to answer automatically.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from servicedesk.domain.mail_message import MailMessage

_REPORT_TYPE = re.compile(r'report-type ?= ?"?([a-z-]{1,40})')
# A Content-Type that says its report's type later than this is nobody's.
_LONGEST_CONTENT_TYPE = 1000
_LONGEST_SUBJECT = 200
_DAEMONS = frozenset({"mailer-daemon", "mail-daemon", "mdaemon"})
_BULK = frozenset({"bulk", "junk", "auto_reply"})
_AUTOMATIC_FIELDS = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply")
_LIST_FIELDS = ("list-id", "list-post")
_VACATION = (
	"automatic reply", "auto reply", "autoreply", "auto:", "out of office", "on vacation",
	"automatische antwort", "abwesenheit",
	"автоматичен отговор", "извън офиса", "автоматический ответ", "автоответ", "нет на месте", "вне офиса",
	"автоматична відповідь", "автовідповідь", "răspuns automat", "raspuns automat",
)  # fmt: skip


class MailKind(str, Enum):
	"""Who speaks."""

	PERSON = "person"
	AUTOMATIC = "automatic"
	BOUNCE = "bounce"
	LIST = "list"
	OWN = "own"

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True, slots=True)
class MailNature:
	"""The kind, the sign that told it ("" for a person's mail), and whether a program may answer."""

	kind: MailKind
	sign: str
	may_answer: bool


def nature_of(message: MailMessage, is_ours: Callable[[str], bool]) -> MailNature:
	"""Say who speaks in a mail.

	`is_ours` tells whether a Message-ID is one that we gave: the domain alone does not tell, our people's programs use
	it as well.
	"""
	tests: tuple[tuple[MailKind, str], ...] = (
		(MailKind.OWN, _own_sign(message, is_ours)),
		(MailKind.BOUNCE, _bounce_sign(message)),
		(MailKind.AUTOMATIC, _automatic_sign(message)),
		(MailKind.LIST, _list_sign(message, is_ours)),
		(MailKind.AUTOMATIC, _bulk_sign(message)),
	)
	for kind, sign in tests:
		if sign:
			return MailNature(kind, sign, may_answer=False)
	# Outlook's people and whole companies set the field that asks for no automatic answers: a wish, not a kind. A
	# subject like a vacation's may be a person's ("Out of office lights"), and another's loop mark a forwarder's.
	hints = (_wants_no_answer(message), _is_like_vacation(message.subject), bool(message.header("x-loop")))
	if hints[0] and hints[1]:
		return MailNature(MailKind.AUTOMATIC, "vacation-subject", may_answer=False)
	return MailNature(MailKind.PERSON, "", may_answer=not any(hints))


def report_type(message: MailMessage) -> str:
	"""Return what a multipart/report reports, e.g. "delivery-status"; "" when it is none or does not say."""
	if message.content_type != "multipart/report":
		return ""
	found = _REPORT_TYPE.search(message.header("content-type")[:_LONGEST_CONTENT_TYPE].lower())
	return found[1] if found else ""


def _own_sign(message: MailMessage, is_ours: Callable[[str], bool]) -> str:
	return "message-id" if message.message_id and is_ours(message.message_id) else ""


def _bounce_sign(message: MailMessage) -> str:
	if report_type(message) == "delivery-status":
		return "delivery-status"
	for field in ("x-failed-recipients", "x-ms-exchange-message-is-ndr"):
		if message.header(field):
			return field
	names = {sender.address.partition("@")[0] for sender in message.senders}
	if names & _DAEMONS:
		return "mailer-daemon"
	# A postmaster is a person, too.
	return "postmaster" if "postmaster" in names and message.return_path == "" else ""


def _automatic_sign(message: MailMessage) -> str:
	if message.content_type == "multipart/report":
		return "report"
	# RFC 3834, 5: anything but "no"; parameters and comments may follow.
	for value in message.all_headers("auto-submitted"):
		words = re.split(r"[;( ]", value.strip().lower(), maxsplit=1)
		if words[0] not in ("", "no"):
			return "auto-submitted"
	for field in _AUTOMATIC_FIELDS:
		if message.header(field).strip().lower() not in ("", "no"):
			return field
	return "return-path" if message.return_path == "" else ""


def _list_sign(message: MailMessage, is_ours: Callable[[str], bool]) -> str:
	for field in _LIST_FIELDS:
		if message.header(field):
			return field
	if _precedence(message) == "list":
		return "precedence"
	# Companies add it to whatever leaves them: in an answer to us it says nothing.
	answers = any(is_ours(identifier) for identifier in (*message.in_reply_to, *message.references))
	return "list-unsubscribe" if message.header("list-unsubscribe") and not answers else ""


def _bulk_sign(message: MailMessage) -> str:
	return "precedence" if _precedence(message) in _BULK else ""


def _precedence(message: MailMessage) -> str:
	return message.header("precedence").strip().lower()


def _wants_no_answer(message: MailMessage) -> bool:
	words = message.header("x-auto-response-suppress").lower().replace(",", " ").split()
	return bool({"all", "oof", "autoreply"} & set(words))


def _is_like_vacation(subject: str) -> bool:
	start = subject[:_LONGEST_SUBJECT].strip().lower()
	return start.startswith(_VACATION)
