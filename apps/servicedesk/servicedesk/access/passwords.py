"""Passwords of customers: the desk's rules, new ones, temporary ones."""

import secrets
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import today
from frappe.utils.password import update_password
from frappe.utils.password_strength import test_password_strength

from servicedesk.access import links, notices
from servicedesk.access.sessions import end_sessions
from servicedesk.domain.password_rules import PasswordRules, password_problems
from servicedesk.domain.problems import Problem
from servicedesk.shared.desk_users import belongs_to_desk
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import forget_scope, is_staff

ACCOUNT = "SD Portal Account"
GENERATED_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ"
GENERATED_DIGITS = "23456789"
GENERATED_LENGTH = 12
# Where a desk sets none.
SHORTEST = 8


def rules(user: str = "") -> PasswordRules:
	"""The desk's rules; for staff, the framework's least strength counts too where its password policy is on."""
	settings = frappe.get_cached_doc("SD Settings")
	system = frappe.get_cached_doc("System Settings")
	has_policy = system.enable_password_policy and user and is_staff(user)
	least = int(system.minimum_password_score or 0) if has_policy else 0
	return PasswordRules(
		length=int(settings.password_length or 0) or SHORTEST,
		digits=int(settings.password_digits or 0),
		letters=int(settings.password_letters or 0),
		strength=max(int(settings.password_strength or 0), least),
	)


def rules_in_words() -> list[str]:
	"""The rules as sentences, to stand under a field for a new password."""
	wanted = rules()
	sentences = [_("At least {0} characters.").format(wanted.length)]
	if wanted.digits:
		sentences.append(_("At least {0} digits.").format(wanted.digits))
	if wanted.letters == 1:
		sentences.append(_("At least one letter."))
	elif wanted.letters:
		sentences.append(_("At least {0} letters.").format(wanted.letters))
	return sentences


def problems_of(password: str, user: str) -> list[str]:
	"""What is wrong with a new password for this user, as sentences; empty if it is good."""
	wanted = rules(user)
	names = frappe.get_cached_value("User", user, ["name", "first_name", "last_name"]) or (user,)
	personal = [name for name in names if name]
	score = test_password_strength(password, personal)["score"] if wanted.strength and password else None
	return [_sentence(found) for found in password_problems(password, wanted, personal, score)]


def check_new(password: str, repeated: str, user: str) -> None:
	"""Raise Refused (fields `password`, `repeated`) unless this is a good new password, typed twice alike."""
	problems = {}
	if found := problems_of(password, user):
		problems["password"] = " ".join(found)
	elif password != repeated:
		problems["repeated"] = _("The two passwords are not the same.")
	if problems:
		refuse(problems)


def set_password(user: str, password: str, must_change: bool = False, *, tell: bool = True) -> None:
	"""Give the user this password: checked before. Other sessions and all links that could set one end.

	The user is told by mail, unless the password was generated and has to be changed anyway, or it is their first.
	"""
	update_password(user, password)
	frappe.db.set_value("User", user, "last_password_reset_date", today(), update_modified=False)
	frappe.clear_document_cache("User", user)
	_mark(user, must_change=must_change)
	links.end_all(user)
	end_sessions(user, keep_current=True)
	if tell and not must_change:
		notices.password_changed(user)


def set_temporary_password(account: str) -> str:
	"""Give the account a generated password, to be changed at the next sign-in, and return it: it is shown once.

	All its sessions end. The secret question is not asked at the change: who has phoned has been known by a person.
	"""
	user = account_user(account)
	password = generated_password()
	set_password(user, password, must_change=True)
	end_sessions(user, keep_current=False)
	frappe.db.set_value(ACCOUNT, account, "ask_secret_question", 0)
	frappe.get_doc(ACCOUNT, account).add_comment("Info", _("A temporary password was set."))
	return password


def account_user(account: str) -> str:
	"""The user whose password staff may set: a customer's, kept by this desk; raises Refused."""
	user, source = frappe.db.get_value(ACCOUNT, account, ["user", "sign_in_source"])
	if source:
		_refuse_form(_("This person's password is kept by {0}, not here.").format(source))
	if belongs_to_desk(user):
		_refuse_form(
			_("This user works at the desk; an administrator sets the password in the user's record.")
		)
	return str(user)


def generated_password() -> str:
	"""A random password that keeps the rules, without signs that look alike."""
	wanted = rules()
	digits = max(wanted.digits, 2)
	letters = max(wanted.letters, GENERATED_LENGTH - digits, wanted.length - digits)
	signs = [secrets.choice(GENERATED_DIGITS) for _turn in range(digits)]
	signs += [secrets.choice(GENERATED_LETTERS) for _turn in range(letters)]
	secrets.SystemRandom().shuffle(signs)
	return "".join(signs)


def has_password(user: str) -> bool:
	"""Whether the user has a password here: not those that were only invited, nor those of a directory."""
	return bool(frappe.db.exists("__Auth", {"doctype": "User", "name": user, "fieldname": "password"}))


def _mark(user: str, *, must_change: bool) -> None:
	account = frappe.db.get_value(ACCOUNT, {"user": user}, "name")
	if not account:
		return
	values = {"must_change_password": int(must_change)}
	if not must_change:
		values["ask_secret_question"] = 0
	frappe.db.set_value(ACCOUNT, account, values)
	frappe.clear_document_cache(ACCOUNT, account)
	forget_scope(user)


def _refuse_form(sentence: str) -> NoReturn:
	refuse({"form": sentence})


def _sentence(problem: Problem) -> str:
	sentences = {
		"too_short": _("At least {0} characters are needed."),
		"too_long": _("At most {0} characters are possible."),
		"few_digits": _("At least {0} digits are needed."),
		"few_letters": _("At least {0} letters are needed."),
		"edge_blank": _("A password must not begin or end with a space."),
		"is_personal": _("Your name or address is no password."),
		"too_weak": _("This password is too easy to guess. Use several words, or more varied signs."),
	}
	return sentences[problem.code].format(*problem.parameters.values())
