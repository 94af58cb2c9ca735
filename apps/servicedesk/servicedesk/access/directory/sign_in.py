"""Signing in with a password that a directory knows."""

from typing import Any

import frappe
from frappe.auth import LoginManager

from servicedesk.access.directory import accounts, limits, sources
from servicedesk.access.directory.accounts import NotLetIn
from servicedesk.access.directory.interface import DirectoryDown, Person, Trouble
from servicedesk.domain.directory_names import clean_name
from servicedesk.shared.visibility import is_staff

LONGEST_PASSWORD = 1024

__all__ = ["NotLetIn", "try_sign_in"]


def try_sign_in(login: str, password: str) -> str | None:
	"""The name of the user whose password a directory has found right; None when none has, or none was to be asked.

	Raises DirectoryDown when a source that may know the name did not answer and no other knew it, NotLetIn when the
	password is right but nothing says for whom the person acts, frappe.SecurityException after too many attempts.
	"""
	name = clean_name(login)
	# An empty password would sign anybody in at many directories, as nobody (RFC 4513, 5.1.2).
	if not name or not password or "\0" in password or len(password) > LONGEST_PASSWORD:
		return None
	found = sources.asked_for(name)
	if not found:
		return None
	# One count for the short name and its address.
	counted = found[0][1]
	limits.check(counted)
	answer = _first_that_knows(found, password)
	user = _user_of(*answer) if answer else None
	if not user:
		limits.failed(counted)
		return None
	limits.forget(counted)
	frappe.local.flags.servicedesk_directory_user = user
	return user


def check_who_has_said_so(login_manager: LoginManager) -> None:
	"""Fail any other sign-in of somebody whose password a directory keeps, by a left-over password or a link.

	Whoever is removed from the directory could else come in by these. Staff who look at the portal as that person
	are signed in already. Hook: `on_login`.
	"""
	user = login_manager.user
	if user == frappe.local.flags.servicedesk_directory_user or is_staff(frappe.session.user or "Guest"):
		return
	if sources.linked_account(user) and not is_staff(user):
		login_manager.fail("Invalid login credentials", user)


def _first_that_knows(found: list[tuple[Any, str]], password: str) -> tuple[Any, Person] | None:
	down: list[DirectoryDown] = []
	for source, short in found:
		try:
			person = _ask(source, short, password)
		except DirectoryDown as problem:
			down.append(problem)
			continue
		if person:
			return source, person
	if down:
		raise down[0]
	return None


def _ask(source: Any, short: str, password: str) -> Person | None:
	if limits.rests(source.name):
		raise DirectoryDown(Trouble.RESTS)
	try:
		return sources.directory_of(source).authenticate(short, password)
	except DirectoryDown as problem:
		limits.rest(source.name)
		frappe.logger("servicedesk.directory").error(f"{source.name}: {problem}")
		raise


def _user_of(source: Any, person: Person) -> str | None:
	if not accounts.is_known(source.name, person):
		one_at_a_time(source.name)
	try:
		return accounts.open_or_update(source, person)
	except frappe.QueryDeadlockError:
		# The framework writes a row that all users share whenever one is saved; the database has undone our part.
		one_at_a_time(source.name)
		return accounts.open_or_update(source, person)


def one_at_a_time(source: str) -> None:
	"""Wait until other first sign-ins by this source are through, and see what they have made.

	The same person may come in two windows at once. Nothing was written before; only a new transaction sees what
	others have written since the old one began, and its first statement waits for them.
	"""
	frappe.db.rollback()  # nosemgrep: commit-in-request - nothing was written yet
	frappe.db.get_value(sources.SOURCE, source, "name", for_update=True)
