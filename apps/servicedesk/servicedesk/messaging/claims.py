"""Who has which message in hand: a run of the delivery claims a batch, and holds a lock for as long as it lives.

The lock (GET_LOCK) belongs to the run's database connection and goes with it, however the run ends; its name stands in
`claimed_by`. So a claim whose lock is free is a dead run's, known at once, and no run takes a living one's.

What this allows, exactly. Between the server's yes (250 to DATA) and our commit of "Sent" there is an instant that SMTP
gives nobody the means to close. A run sends its batch in the order in which it claimed it, and commits each result
before it goes on to the next message. A kill, at any instruction, thus leaves at most one message of which it is not
known whether the server took it: the first of the run's that are still "Sending". It is sent again under the same
Message-ID. At most one mail comes twice for each kill; none is lost, and without a kill none comes twice. A database
connection that is lost counts as a kill: the run finds its claim gone when it records, and ends.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import frappe
from frappe.utils import now_datetime
from pymysql import InterfaceError, OperationalError

from servicedesk.messaging.reply_to import NO_ORIGIN, Origin, origins

BATCH = 50
MOST_COLLISIONS = 10
RECORD_TRIES = 3
LOCK = "servicedesk_mail."
NOBODY = "nobody"


class ClaimLost(Exception):
	"""The message is not this run's any more: its connection was gone for a while, and the lock with it."""


@dataclass(frozen=True)
class Claim:
	"""A queued message in a run's hands; `attempts` counts those before this one, `origin` is its ticket's."""

	run: str
	name: str
	attempts: int
	recipient: str
	event: str
	language: str
	message_identifier: str
	in_reply_to: str
	context: str
	ticket: str = ""
	origin: Origin = NO_ORIGIN


@contextmanager
def living_run() -> Iterator[str]:
	"""A run's name; its lock is held until it ends, or its connection does."""
	run = secrets.token_hex(10)
	frappe.db.sql("select get_lock(%s, 0)", LOCK + run)
	try:
		yield run
	finally:
		# Where the connection is gone, it has taken the lock along.
		with suppress(OperationalError, InterfaceError):
			frappe.db.sql("select release_lock(%s)", LOCK + run)


def settle() -> None:
	"""Commit and begin the next transaction, in one statement where the framework's commit takes two.

	For a worker's own transactions, in which nothing waits for the commit.
	"""
	frappe.db.sql("commit and chain")


def claim(run: str) -> list[Claim]:
	"""Take what is due for this run, those first that were never refused; others see it before anything is sent."""
	for _collision in range(MOST_COLLISIONS):
		# query-in-loop: again only where another run was at the same rows in this very moment
		names = frappe.db.sql_list(
			"""select name from `tabSD Outgoing Message` where state = 'Queued' and next_attempt_at <= %s
			order by attempts, next_attempt_at, name limit %s""",
			(now_datetime(), BATCH),
		)
		claims = _take(run, names) if names else []
		settle()
		if claims or not names:
			return claims
	return []


def _take(run: str, names: Sequence[str]) -> list[Claim]:
	rows = frappe.db.sql(
		"""select name, attempts, recipient, event, language, message_identifier, in_reply_to, context,
			coalesce(ticket, '')
		from `tabSD Outgoing Message` where name in %s and state = 'Queued'
		order by attempts, next_attempt_at, name for update skip locked""",
		(tuple(names),),
	)
	if rows:
		frappe.db.sql(
			"update `tabSD Outgoing Message` set state = 'Sending', claimed_by = %s where name in %s",
			(run, tuple(row[0] for row in rows)),
		)
	came_by = origins(row[-1] for row in rows)
	return [replace(Claim(run, *row), origin=came_by.get(row[-1], NO_ORIGIN)) for row in rows]


def record(claim: Claim, state: str, **values: object) -> None:
	"""Write down how it went, at once: it must be known even if the next message kills the worker.

	Where the database undoes it for another's sake, again: what was sent must not come twice for that.
	"""
	for tries_left in reversed(range(RECORD_TRIES)):
		try:
			# query-in-loop: again only after a deadlock
			is_ours = _write(claim, state, values)
			break
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			if not tries_left:
				raise
	settle()
	if not is_ours:
		raise ClaimLost


def _write(claim: Claim, state: str, values: Mapping[str, object]) -> bool:
	"""Whether the claim was still there."""
	message = frappe.qb.DocType("SD Outgoing Message")
	update = (
		frappe.qb.update(message)
		.set(message.state, state)
		.set(message.claimed_by, "")
		.where(message.name == claim.name)
		.where(message.state == "Sending")
		.where(message.claimed_by == claim.run)
	)
	for column, value in values.items():
		update = update.set(message[column], value)
	update.run()
	return bool(frappe.db._cursor.rowcount)


def give_back(claims: Sequence[Claim], *, error: str = "", last: str = "") -> None:
	"""Queue them as if they had never been claimed; with `last` at the end of the queue, and why, if it is known."""
	if not claims:
		return
	frappe.db.sql(
		"""update `tabSD Outgoing Message` set state = 'Queued', claimed_by = '',
			error = if(%(error)s = '', error, %(error)s),
			next_attempt_at = if(name = %(last)s, %(now)s, next_attempt_at)
		where name in %(names)s and state = 'Sending' and claimed_by = %(run)s""",
		{
			"error": error,
			"last": last,
			"now": now_datetime(),
			"names": tuple(claim.name for claim in claims),
			"run": claims[0].run,
		},
	)
	settle()


def put_off(recipient: str, until: datetime) -> None:
	"""Let what waits for a recipient wait longer: their server was silent, and would be for each of them."""
	frappe.db.sql(
		"""update `tabSD Outgoing Message` set next_attempt_at = greatest(next_attempt_at, %s)
		where recipient = %s and state = 'Queued'""",
		(until, recipient),
	)
	settle()


def take_over() -> int:
	"""Queue what dead runs had in their hands; return how many. The one that may have been sent counts an attempt.

	So a message that kills whoever sends it waits behind all others the next time, and is given up in the end.
	"""
	rows = frappe.db.sql(
		"""select coalesce(claimed_by, ''), name from `tabSD Outgoing Message`
		where state = 'Sending' and is_free_lock(concat(%s, coalesce(nullif(claimed_by, ''), %s)))
		order by coalesce(claimed_by, ''), attempts, next_attempt_at, name""",
		(LOCK, NOBODY),
	)
	if not rows:
		return 0
	in_hand = [next(group)[1] for _run, group in groupby(rows, key=lambda row: row[0])]
	# Read again under the row's lock: what a run recorded between our look and its end stays.
	frappe.db.sql(
		"""update `tabSD Outgoing Message` set state = 'Queued', claimed_by = '', attempts = attempts + (name in %s)
		where name in %s and state = 'Sending' and coalesce(claimed_by, '') in %s""",
		(tuple(in_hand), tuple(name for _run, name in rows), tuple({run for run, _name in rows})),
	)
	settle()
	return len(rows)
