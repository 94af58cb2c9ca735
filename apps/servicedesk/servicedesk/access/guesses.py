"""How often a password may be guessed at the sign-in page: by name, by address, and by both together.

One address alone never uses up what a name has: whoever guesses at an administrator's locks out nobody but themself.
A right password counts nowhere. The framework's own counting is left out: it knows the name alone or the address alone,
so that anybody may lock an administrator out, or one person a whole company.
"""

import frappe
from frappe.auth import LoginManager
from frappe.core.doctype.user.user import User

from servicedesk.access import attempts

PURPOSE, AT_ONE_ADDRESS = "sign-in", "sign-in at one address"
MOST_BY_NAME_AND_ADDRESS = 10
MOST_BY_NAME = 40
# A whole company may stand behind one.
MOST_BY_ADDRESS = 100
# Nobody's is longer; a directory would not be asked with one either.
LONGEST_PASSWORD = 1024


def count(typed: str) -> str:
	"""Count a guess before the password is looked at, and return whose it is; raises TooManyAttempts.

	The work is the same for a name that nobody has.
	"""
	# The database takes á for a: each way to spell a name would else be a name of its own.
	found = User.find_by_credentials(typed, "", validate_password=False)
	name = str(found["name"]) if found else typed
	# In this order: what is refused here is not counted for the name anywhere else.
	attempts.count(AT_ONE_ADDRESS, _here(name), most=_most_here(), by_address=MOST_BY_ADDRESS)
	attempts.count(PURPOSE, name, most=MOST_BY_NAME, by_address=0)
	return name


def forget(name: str) -> None:
	"""The password was right: it was no guess, and counting begins anew for whoever `count` has said it is."""
	attempts.forget(AT_ONE_ADDRESS, _here(name))
	attempts.forget(PURPOSE, name)
	attempts.take_back(AT_ONE_ADDRESS)


def check(manager: LoginManager, typed: str, password: str) -> None:
	"""Make whoever this name and this desk's password belong to the manager's user.

	Raises frappe.AuthenticationError, with an entry in the log of sign-ins, when they do not go together.
	"""
	user = User.find_by_credentials(typed, password)
	name = str(user["name"]) if user else typed
	if not user or not user["is_authenticated"]:
		manager.fail("Invalid login credentials", user=name)
	if name != "Administrator" and not user["enabled"]:
		manager.fail("User disabled or missing", user=name)
	manager.user = name


def _most_here() -> int:
	"""MOST_BY_NAME_AND_ADDRESS, or fewer where System Settings say so."""
	setting = frappe.get_cached_value(
		"System Settings", "System Settings", "allow_consecutive_login_attempts"
	)
	return min(int(setting or 0) or MOST_BY_NAME_AND_ADDRESS, MOST_BY_NAME_AND_ADDRESS)


def _here(name: str) -> str:
	return f"{frappe.local.request_ip or ''} {name}"
