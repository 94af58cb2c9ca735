"""Work that follows an edit and may be long: done by a worker, batch after batch, whoever is killed meanwhile.

What is asked for is a row, written in the transaction of the edit. It says how far a worker has come, outlives the
worker, the queue and Redis, and begins anew when the same is asked for again. `tickets.background_worker` does the
work; staff see the rows in the desk's list "Background Work".
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import frappe
from frappe.utils import now_datetime

from servicedesk.shared.rows import STANDARD_COLUMNS, standard_values

DOCTYPE = "SD Background Work"
WORKER = "servicedesk.tickets.background_worker.work"
JOB = "servicedesk_background_work"
# Of a job in the queue. A worker ends by itself long before, and the next minute's goes on.
TIMEOUT_SECONDS = 3600
# What the work is about; the words are those of the DocType's field.
CLOCKS = "Clocks"
TICKETS_OF_STATE = "Tickets of a State"
HISTORY = "History"
MESSAGE = "Message to Customers"
HANDING_OVER = "Handing Over"
LONGEST_SUBJECT = 140
COLUMNS = (
	*STANDARD_COLUMNS,
	*("kind", "subject", "arguments", "stamp", "last_done", "done", "failures", "not_before", "problem"),
)
_NEW = ", ".join(f"`{column}` = values(`{column}`)" for column in COLUMNS[1:])


class Progress(NamedTuple):
	"""What a step has come to."""

	last: str = ""
	"""Behind which record the next step goes on."""
	seen: int = 0
	"""How many records this step has looked at."""
	is_done: bool = False
	pause_seconds: int = 0
	"""How long to wait before the next step."""
	refused: Mapping[str, str] = MappingProxyType({})
	"""The records with which it could not be done, and why: whoever asked is told."""


@dataclass(frozen=True)
class Request:
	"""Something that is asked for. Of two with the same kind and key, the newer one counts."""

	kind: str
	key: str
	subject: str = ""
	"""What staff read in the list; the key where nothing is said."""
	arguments: Mapping[str, Any] = field(default_factory=dict)

	@property
	def name(self) -> str:
		"""The row's name."""
		return hashlib.sha256(f"{self.kind}\0{self.key}".encode()).hexdigest()[:20]


def ask(requests: Iterable[Request]) -> None:
	"""Have this done from its beginning on, in the signed-in user's name, once this transaction stands. One statement."""
	wanted = list(requests)
	if wanted:
		note(wanted)
		call_a_worker()


def note(requests: Iterable[Request]) -> None:
	"""Write down what is asked for; the job of each minute calls a worker if nobody else does."""
	rows = {request.name: _row(request) for request in requests}
	if not rows:
		return
	values = [value for name in sorted(rows) for value in rows[name]]
	frappe.db.sql(_statement(len(rows)), values)


def call_a_worker(occasion: str = "") -> None:
	"""One worker sees to all that is asked for; a second call on the same occasion while one waits is no second job.

	A worker that died with its parent leaves its job standing as begun for a while, and no other of that name comes:
	whoever takes up what is left names an occasion of their own. A worker too many ends at once.
	"""
	frappe.enqueue(
		WORKER,
		queue="long",
		timeout=TIMEOUT_SECONDS,
		job_id=f"{JOB}:{occasion}" if occasion else JOB,
		deduplicate=True,
		enqueue_after_commit=True,
	)


def arguments_of(kind: str, key: str) -> dict[str, Any]:
	"""What is asked for under this key; empty when nothing is. One statement, by the primary key."""
	stored = frappe.db.get_value(DOCTYPE, Request(kind, key).name, "arguments")
	return dict(json.loads(stored)) if stored else {}


def waiting(kind: str) -> list[dict[str, Any]]:
	"""The arguments of all requests of this kind that are not done yet, in the order in which they were asked for."""
	rows = frappe.get_all(DOCTYPE, {"kind": kind}, pluck="arguments", order_by="creation, name", limit=0)
	return [json.loads(row) for row in rows]


def end_batch() -> None:
	"""Let everybody see what was done, and see what everybody else has done, edited rules included."""
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	frappe.local.cache.clear()


def _row(request: Request) -> tuple[Any, ...]:
	subject = (request.subject or request.key)[:LONGEST_SUBJECT]
	arguments = json.dumps(dict(request.arguments), ensure_ascii=False, sort_keys=True)
	stamp = frappe.generate_hash(length=16)
	standard = standard_values(request.name, now_datetime())
	return (*standard, request.kind, subject, arguments, stamp, "", 0, 0, None, "")


def _statement(rows: int) -> str:
	"""An insert of that many rows; a request that is there already begins anew."""
	names = ", ".join(f"`{column}`" for column in COLUMNS)
	places = ", ".join(["(" + ", ".join(["%s"] * len(COLUMNS)) + ")"] * rows)
	return f"insert into `tab{DOCTYPE}` ({names}) values {places} on duplicate key update {_NEW}"  # noqa: S608 - names of our own
