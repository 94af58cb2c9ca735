"""The reader's own account as its page shows it, and the changes that its forms ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.access import passwords, profile, secret_questions
from servicedesk.access.sessions import end_sessions
from servicedesk.self_service.identity import LANGUAGES
from servicedesk.self_service.reading import text_of, title_of

TEXTS = ("first_name", "last_name", "position", "phone", "city", "address")
NEVER_SHOWN_AGAIN = ("current_password", "password", "repeated", "answer", "pin")


@dataclass(frozen=True)
class ProfilePage:
	"""All that the page shows; `errors` and `typed` are those of the form `section` that was sent."""

	email: str
	values: dict[str, str]
	language: str
	customers: list[tuple[str, str]]
	keeps_password: bool
	password_keeper: str
	password_rules: list[str]
	questions: list[str]
	question: str
	has_question: bool
	has_pin: bool
	mute_all: bool
	section: str
	errors: dict[str, str]


def profile_page(
	section: str = "", typed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None
) -> ProfilePage:
	"""The page; after a form was refused with what was typed in it, but for secrets, and what is wrong with it."""
	account = profile.own_account()
	user = frappe.get_cached_doc("User", account.user)
	given = {name: text_of(typed or {}, name, 2000) for name in typed or {} if name not in NEVER_SHOWN_AGAIN}
	stored = {name: str((user if name in profile.OF_USER else account).get(name) or "") for name in TEXTS}
	return ProfilePage(
		email=user.email or user.name,
		values=stored | (given if section == "details" else {}),
		language=given.get("language") or user.language or "",
		customers=[
			(title_of("SD Customer", row.customer, "customer_name"), row.account_role)
			for row in account.customers
		],
		keeps_password=not account.sign_in_source,
		password_keeper=account.sign_in_source or "",
		password_rules=passwords.rules_in_words(),
		questions=_questions(account),
		question=given.get("question") or account.secret_question or "",
		has_question=secret_questions.has_answer(account.name),
		has_pin=secret_questions.has_pin(account.name),
		mute_all=bool(account.mute_all),
		section=section,
		errors=dict(errors or {}),
	)


def change(section: str, typed: Mapping[str, Any]) -> None:
	"""Do what one of the page's forms asks for; raises Refused with a sentence by field."""
	CHANGES[section](typed)


def sign_out_everywhere() -> None:
	"""End all sessions of the reader, this one too."""
	end_sessions(frappe.session.user, keep_current=False)


def _questions(account: Any) -> list[str]:
	"""The desk's questions, and the one that was chosen when the desk had others."""
	own = account.secret_question
	offered = secret_questions.questions()
	return offered if not own or own in offered else [own, *offered]


def _details(typed: Mapping[str, Any]) -> None:
	language = text_of(typed, "language")
	profile.save_details(typed, language if language in LANGUAGES else "")


def _password(typed: Mapping[str, Any]) -> None:
	profile.change_password(*(_secret(typed, name) for name in ("current_password", "password", "repeated")))


def _question(typed: Mapping[str, Any]) -> None:
	current = _secret(typed, "current_password")
	profile.change_question(current, text_of(typed, "question"), text_of(typed, "answer", 2000))


def _pin(typed: Mapping[str, Any]) -> None:
	profile.change_pin(_secret(typed, "current_password"), text_of(typed, "pin"))


def _notices(typed: Mapping[str, Any]) -> None:
	profile.set_mute_all(muted=text_of(typed, "mute_all") == "1")


def _secret(typed: Mapping[str, Any], name: str) -> str:
	"""A password as it was typed: spaces at its ends are part of it."""
	value = typed.get(name)
	return value if isinstance(value, str) else ""


CHANGES: dict[str, Callable[[Mapping[str, Any]], None]] = {
	"details": _details,
	"password": _password,
	"question": _question,
	"pin": _pin,
	"notices": _notices,
}
