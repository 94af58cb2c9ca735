"""A mailbox is read: each message in a transaction of its own, its key first; after the commit it is moved.

Killed anywhere: what was committed is known by its key the next time and only moved, what was not is there still.
"""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

import frappe
from frappe.utils import now_datetime
from rq.timeouts import JobTimeoutException

from servicedesk.channels.email import mailbox_state, quarantine, records
from servicedesk.channels.email.imap import TROUBLE, Gone, Listed, Mailbox, Refusal, Server, TooLarge
from servicedesk.channels.email.records import DUPLICATE, QUARANTINED, TAKEN, WAITING, Place, Summary
from servicedesk.shared.background_work import end_batch
from servicedesk.shared.turns import turn

BATCH = 20
MOST_A_RUN = 2000
# Then the worker makes room for others in its queue; the job of the next minute goes on.
LONGEST_SECONDS = 900
FRESH_SECONDS = 1
MEGABYTE = 1024 * 1024
USUAL_LARGEST = 40
AT_WORK, AT_WORK_SECONDS = "servicedesk_mail_at_work", 86400
# What becomes of a message: it raises quarantine.Quarantine for what can never be taken, and anything else for later.
Take = Callable[[bytes, Any, datetime], Any]


@dataclass
class Run:
	"""One reading of a mailbox."""

	mailbox: Any
	imap: Mailbox
	take: Take
	taken: int = 0
	to_move: dict[str, list[int]] = field(default_factory=dict)
	until: float = 0.0
	fresh_until: float = 0.0

	def place(self, listed: Listed) -> Place:
		"""Where the message lies."""
		return Place(self.mailbox.name, self.imap.uid_validity, listed.uid)

	@property
	def largest(self) -> int:
		"""How many bytes a message may have."""
		return int(self.mailbox.largest_mb or USUAL_LARGEST) * MEGABYTE

	def leave(self, listed: Listed, state: str) -> None:
		"""The message is done with: move it when the batch has ended."""
		folder = self.mailbox.quarantine_folder if state == QUARANTINED else self.mailbox.done_folder
		self.to_move.setdefault(folder, []).append(listed.uid)


def fetch(name: str, take: Take) -> int:
	"""Read the mailbox; return how many messages were taken. Does nothing while another worker reads it."""
	mailbox = frappe.get_doc("SD Mailbox", name)
	with turn(f"mail_{hashlib.sha256(name.encode()).hexdigest()[:16]}", 0) as is_mine:
		return _fetch(mailbox, take) if is_mine else 0


def server_of(mailbox: Any) -> Server:
	"""How to reach the mailbox."""
	password = mailbox.get_password("password", raise_exception=False) or ""
	return Server(mailbox.host, int(mailbox.port or 0), mailbox.security, mailbox.login, password)


def _fetch(mailbox: Any, take: Take) -> int:
	run = None
	try:
		imap = Mailbox(server_of(mailbox), mailbox.folder)
		try:
			run = Run(mailbox, imap, take, until=monotonic() + LONGEST_SECONDS)
			_read(run)
		finally:
			imap.close()
	except TROUBLE as error:
		undo()
		taken = run.taken if run else 0
		mailbox_state.note_failure(mailbox.name, quarantine.last_line(error), taken=taken)
	else:
		mailbox_state.note_success(mailbox.name, taken=run.taken)
	end_batch()
	return run.taken if run else 0


def _read(run: Run) -> None:
	waiting = list(run.imap.listed(MOST_A_RUN))
	# The message at which the last run ended, whatever ended it, must not keep the others waiting for ever.
	stumbled = frappe.cache.get_value(_at_work(run), expires=True)
	waiting.sort(key=lambda listed: run.place(listed).key == stumbled)
	for batch in _batches(waiting):
		if monotonic() > run.until:
			break
		_one_batch(run, batch)
	frappe.cache.delete_value(_at_work(run))


def _one_batch(run: Run, batch: Sequence[Listed]) -> None:
	known = records.known_states([run.place(listed) for listed in batch])
	for listed in batch:
		row = known.get(run.place(listed).name)
		if row and row.state != WAITING:
			run.leave(listed, row.state)
		elif not row or row.next_attempt_at <= now_datetime():
			_one(run, listed, row.attempts if row else 0)
	to_move, run.to_move = run.to_move, {}
	for folder, uids in to_move.items():
		run.imap.move(uids, folder)


def _one(run: Run, listed: Listed, attempts: int) -> None:
	"""Take one message in a transaction of its own. Raises what ends the whole run: trouble with the mail server."""
	frappe.cache.set_value(_at_work(run), run.place(listed).key, expires_in_sec=AT_WORK_SECONDS)
	try:
		content = _content(run, listed)
	except Gone:
		return
	with content:
		user, summary = frappe.session.user, Summary()
		try:
			if isinstance(content, _Refused):
				raise content.error
			summary = records.summary_of(content.read())
			state = _taken(run, listed, summary, content)
		except JobTimeoutException:
			raise
		except quarantine.Quarantine as reason:
			undo()
			state = _quarantined(run, listed, summary, content, reason.code)
		except Exception as error:  # noqa: BLE001 — whatever one message raises, the others have to be taken
			undo()
			state = _failed(run, listed, summary, content, error, attempts + 1)
		finally:
			if frappe.session.user != user:
				frappe.set_user(user)  # nosemgrep: user-swapped - whoever the job runs as, again
		_end_message(run)
	if state and state != WAITING:
		run.leave(listed, state)


def _end_message(run: Run) -> None:
	"""The message stands. What was read is read anew once a second: with each mail, that would cost more than the mail."""
	kept = dict(frappe.local.cache) if monotonic() < run.fresh_until else {}
	end_batch()
	frappe.local.cache.update(kept)
	if not kept:
		run.fresh_until = monotonic() + FRESH_SECONDS


def _content(run: Run, listed: Listed) -> Any:
	"""The message, or of one that is too large its header."""
	if listed.size <= run.largest:
		try:
			return run.imap.download(listed.uid, run.largest)
		except Refusal as error:
			return _Refused(error)
		except TooLarge:
			pass
	return _Header(run.imap.head(listed.uid))


class _Header(io.BytesIO):
	"""All that is read of a message that is too large."""


class _Refused(io.BytesIO):
	"""A message that the server does not give out, though the connection is well: it holds up no other."""

	def __init__(self, error: Refusal) -> None:
		super().__init__()
		self.error = error


def _taken(run: Run, listed: Listed, summary: Summary, content: Any) -> str:
	"""The message in its transaction: key, what becomes of it, and the message as it came."""
	if isinstance(content, _Header):
		raise quarantine.Quarantine("too-large")
	place = run.place(listed)
	if same := records.same_mail(summary.identity):
		return _duplicate(run, listed, summary, same)
	keys = {"state": TAKEN, "identity_key": summary.identity}
	if not records.insert(place, summary, listed.received_at, listed.size, **keys):
		# Another mailbox's worker has just taken the same mail: the next run finds it done.
		undo()
		return ""
	content.seek(0)
	outcome = run.take(content.read(), run.mailbox, listed.received_at)
	identity = summary.identity if outcome.certain else summary.doubted_identity
	if not outcome.certain and (same := records.same_mail(identity)):
		undo()
		return _duplicate(run, listed, summary, same)
	records.keep_raw(place, content)
	records.note_outcome(
		place,
		identity=identity,
		state=outcome.kind,
		ticket=outcome.ticket or "",
		reason=outcome.reason or "",
	)
	run.taken += 1
	return str(outcome.kind)


def _duplicate(run: Run, listed: Listed, summary: Summary, same: str) -> str:
	"""The same mail lay elsewhere, and came to what this one would come to."""
	values = {"state": DUPLICATE, "duplicate_of": same}
	is_new = records.insert(run.place(listed), summary, listed.received_at, listed.size, **values)
	return DUPLICATE if is_new else ""


def _quarantined(
	run: Run, listed: Listed, summary: Summary, content: Any, reason: str, error: str = ""
) -> str:
	place = run.place(listed)
	records.insert(
		place, summary, listed.received_at, listed.size, state=QUARANTINED, reason=reason[:140], error=error
	)
	records.keep_raw(place, content)
	return QUARANTINED


def _failed(run: Run, listed: Listed, summary: Summary, content: Any, error: Exception, attempts: int) -> str:
	"""Leave the message where it is; one that fails for no passing reason is counted, and quarantined in the end."""
	if quarantine.is_without_database(error):
		raise error
	if quarantine.is_passing(error):
		return ""
	# With a traceback of its own making the framework stores each variable's value: people's mail.
	frappe.log_error(f"Mail not taken: {run.mailbox.name}", frappe.get_traceback())
	told = quarantine.last_line(error)
	if attempts >= quarantine.MOST_ATTEMPTS:
		return _quarantined(run, listed, summary, content, "unexpected", told)
	later = now_datetime() + quarantine.pause_after(attempts)
	values = {"state": WAITING, "attempts": attempts, "next_attempt_at": later, "error": told}
	records.insert(run.place(listed), summary, listed.received_at, listed.size, **values)
	return WAITING


def _at_work(run: Run) -> str:
	return f"{AT_WORK}:{run.mailbox.name}"


def undo() -> None:
	"""Nothing of the running transaction stays, and nothing that it has read or said."""
	frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
	frappe.local.cache.clear()
	frappe.clear_messages()


def _batches(waiting: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
	for start in range(0, len(waiting), BATCH):
		yield waiting[start : start + BATCH]
