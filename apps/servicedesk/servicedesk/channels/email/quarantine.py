"""What can never be taken goes to quarantine with its reason; a passing trouble never brings a mail there.

Whatever is unexpected is tried MOST_ATTEMPTS times, each time after a longer pause, while the mailbox goes on.
"""

import errno
from datetime import timedelta

import frappe
import pymysql
import redis

MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)
PAUSE_GROWS = 4
LONGEST_ERROR = 500
# Errors below are told by the server about one statement, from here on by the client about its connection.
FIRST_CLIENT_ERROR = 2000
# Too many connections, shutting down, disk or table full, waited too long, deadlock, killed, read-only, too old a view.
PASSING_DATABASE_ERRORS = frozenset({1020, 1021, 1040, 1053, 1114, 1203, 1205, 1213, 1290, 1317, 1927, 1969})
PASSING_SYSTEM_ERRORS = frozenset(
	{
		errno.ENOSPC,
		errno.EDQUOT,
		errno.EROFS,
		errno.EMFILE,
		errno.ENFILE,
		errno.EIO,
		errno.ENOMEM,
		errno.EAGAIN,
	}
)
PASSING = (
	frappe.QueryDeadlockError,
	frappe.QueryTimeoutError,
	frappe.TimestampMismatchError,
	frappe.DocumentLockedError,
	redis.exceptions.ConnectionError,
	redis.exceptions.TimeoutError,
	ConnectionError,
	TimeoutError,
)


class Quarantine(Exception):
	"""The message can never be taken; `code` says why."""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


def is_passing(error: Exception) -> bool:
	"""Whether the trouble lies with machines or with somebody in the way: the same message may well go next time."""
	if isinstance(error, PASSING):
		return True
	if isinstance(error, pymysql.err.MySQLError):
		code = _code(error)
		return isinstance(error, pymysql.err.InterfaceError) or (
			code in PASSING_DATABASE_ERRORS or code >= FIRST_CLIENT_ERROR
		)
	return isinstance(error, OSError) and error.errno in PASSING_SYSTEM_ERRORS


def is_without_database(error: Exception) -> bool:
	"""Whether the connection to the database is gone, and with it the turn: this run has to end."""
	if not isinstance(error, pymysql.err.MySQLError):
		return False
	return isinstance(error, pymysql.err.InterfaceError) or _code(error) >= FIRST_CLIENT_ERROR


def pause_after(attempts: int) -> timedelta:
	"""How long a message waits after that many attempts: 1, 4, 16, 64 minutes."""
	return FIRST_PAUSE * PAUSE_GROWS ** max(attempts - 1, 0)


def last_line(error: BaseException) -> str:
	"""The last line of the error's traceback, bounded."""
	return f"{type(error).__name__}: {error}".strip()[:LONGEST_ERROR]


def _code(error: Exception) -> int:
	code = error.args[0] if error.args else 0
	return code if isinstance(code, int) else 0
