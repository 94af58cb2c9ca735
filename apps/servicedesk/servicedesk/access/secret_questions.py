"""Secret questions and credit PINs: chosen from the desk's list, their answers hashed.

Sources: manuals integrator 1, 2, 4, 5 and software-vendor 3.
"""

import hmac

import frappe
from frappe import _
from frappe.utils.password import get_encryption_key

from servicedesk.access import hashes
from servicedesk.domain.problems import Problem
from servicedesk.domain.secret_answer import (
	answer_problems,
	normalised_answer,
	normalised_pin,
	pin_problems,
)
from servicedesk.shared.errors import refuse

ACCOUNT = "SD Portal Account"


def questions() -> list[str]:
	"""The questions to choose from: the desk's own, or a few that fit everybody, in the desk's language."""
	settings = frappe.get_cached_doc("SD Settings")
	own = [line.strip() for line in (settings.secret_questions or "").split("\n") if line.strip()]
	return own or _usual_questions(settings.default_language or "en")


def question_for(login: str) -> str:
	"""The question to ask whoever gives this user name; for unknown names and people without one, a pretended one.

	One that the desk's list has no more is not shown: unknown names are never asked it.
	The pretended one is always the same for the same name, and costs the same statement.
	"""
	found = frappe.db.get_value(ACCOUNT, {"user": login}, ["user", "secret_question"])
	own = str(found[1] or "") if found and found[0] == login else ""
	offered = questions()
	digest = hmac.digest(get_encryption_key().encode(), f"secret-question\0{login}".encode(), "sha256")
	pretended = offered[int.from_bytes(digest[:8], "big") % len(offered)]
	return own if own in offered else pretended


def set_answer(account: str, question: str, answer: str) -> None:
	"""Store the account's question and the hash of its answer; raises Refused (fields `question`, `answer`)."""
	check_answer(question, answer, account)
	frappe.db.set_value(ACCOUNT, account, "secret_question", question)
	frappe.clear_document_cache(ACCOUNT, account)
	hashes.keep(ACCOUNT, account, hashes.ANSWER, normalised_answer(answer))


def check_answer(question: str, answer: str, account: str) -> None:
	"""Raise Refused (fields `question`, `answer`) unless the account may keep both; its own question it may always."""
	own = str(frappe.db.get_value(ACCOUNT, account, "secret_question") or "")
	if problems := answer_complaints(question, answer, own):
		refuse(problems)


def answer_complaints(question: str, answer: str, own: str = "") -> dict[str, str]:
	"""A sentence for each fault: the question is neither in the list nor one's own, the answer not fit to be kept."""
	is_offered = bool(question) and question in (own, *questions())
	problems = {} if is_offered else {"question": _("Please choose a question.")}
	return problems | {found.field: _sentence(found) for found in answer_problems(answer, question)}


def is_right(account: str, answer: str) -> bool:
	"""Whether this is the account's answer: one statement and one verification, whether the account exists or not.

	Count the attempt first (`access.attempts`).
	"""
	return hashes.matches(ACCOUNT, account, hashes.ANSWER, normalised_answer(answer))


def has_answer(account: str) -> bool:
	"""Whether the account has a secret answer."""
	return hashes.is_kept(ACCOUNT, account, hashes.ANSWER)


def set_pin(account: str, pin: str) -> None:
	"""Store the hash of the account's credit PIN; raises Refused (field `pin`)."""
	problems = {found.field: _sentence(found) for found in pin_problems(pin)}
	if problems:
		refuse(problems)
	hashes.keep(ACCOUNT, account, hashes.PIN, normalised_pin(pin))


def is_right_pin(account: str, pin: str) -> bool:
	"""Whether this is the account's credit PIN. Count the attempt first (`access.attempts`)."""
	return hashes.matches(ACCOUNT, account, hashes.PIN, normalised_pin(pin))


def has_pin(account: str) -> bool:
	"""Whether the account has a credit PIN."""
	return hashes.is_kept(ACCOUNT, account, hashes.PIN)


def _usual_questions(language: str) -> list[str]:
	return [
		_("What was the name of your first school?", language),
		_("In which town did your parents meet?", language),
		_("What was the name of your first pet?", language),
		_("What was the make of your first car?", language),
		_("Who was your favourite teacher?", language),
	]


def _sentence(problem: Problem) -> str:
	sentences = {
		"missing": _("Please give an answer."),
		"too_short": _("Please give a longer answer, at least {0} characters."),
		"too_long": _("Please give a shorter answer, at most {0} characters."),
		"is_question": _("The answer must not be the question."),
		"not_digits": _("A PIN consists of digits only."),
		"bad_length": _("A PIN has {0} to {1} digits."),
		"too_easy": _("This PIN is too easy to guess."),
	}
	return sentences[problem.code].format(*problem.parameters.values())
