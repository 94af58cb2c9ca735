"""The process that has a mailbox read a moment after a mail has come: `bench --site SITE servicedesk watch-mailboxes`.

It holds no transaction and no connection to the database while it waits; what it cannot do now it does a little later.
Without it, every mailbox is read once a minute.
"""

import queue
import sys
import time
from dataclasses import dataclass
from functools import partial

import frappe

from servicedesk.channels.email.fetching import server_of
from servicedesk.channels.email.idle import Watch
from servicedesk.channels.email.imap import Server
from servicedesk.channels.email.scheduled import MOST_MAILBOXES, read_soon
from servicedesk.shared.compat import utc_now

LOOK_SECONDS = 30
AGAIN_SECONDS = 5
# Several mails that come together are one reading.
GATHERING_SECONDS = 0.3


@dataclass(frozen=True)
class Watched:
	"""A folder as the mailbox names it now."""

	server: Server
	folder: str


class Watching:
	"""A watch for each enabled mailbox of a site, and the readings that they ask for."""

	def __init__(self, site: str) -> None:
		self._site = site
		self._watches: dict[str, tuple[Watched, Watch]] = {}
		self._news: queue.Queue[str] = queue.Queue()
		self._to_read: set[str] = set()

	def run(self) -> None:
		"""Until the process is ended."""
		look_at = 0.0
		while True:
			if time.monotonic() >= look_at:
				self.look()
				look_at = time.monotonic() + LOOK_SECONDS
			self.hear(AGAIN_SECONDS if self._to_read else max(look_at - time.monotonic(), 0))

	def look(self) -> None:
		"""Watch what is enabled now, as it is set now, and nothing else. Keeps what there is where nobody can say."""
		try:
			wanted = self._wanted()
		except Exception as error:  # noqa: BLE001 — a database that is away comes back
			_tell("mailboxes cannot be looked up", error)
			return
		for name, (watched, watch) in list(self._watches.items()):
			if wanted.get(name) != watched:
				watch.stop()
				del self._watches[name]
		for name, watched in wanted.items():
			if name not in self._watches:
				watch = Watch(watched.server, watched.folder, partial(self._news.put, name))
				self._watches[name] = (watched, watch)
				watch.start()

	def hear(self, seconds: float) -> None:
		"""Wait so long for news at most, and have the mailboxes read that there is news of, those of before included."""
		try:
			self._to_read.add(self._news.get(timeout=seconds))
			time.sleep(GATHERING_SECONDS)
			while True:
				self._to_read.add(self._news.get_nowait())
		except queue.Empty:
			pass
		if not self._to_read:
			return
		try:
			self._ask()
		except Exception as error:  # noqa: BLE001 — a Redis that is away comes back
			_tell("no worker can be asked", error)
		else:
			self._to_read.clear()

	def stop(self) -> None:
		"""Watch nothing any more."""
		for _watched, watch in self._watches.values():
			watch.stop()
		self._watches.clear()

	def _wanted(self) -> dict[str, Watched]:
		frappe.init(site=self._site)
		try:
			frappe.connect()
			names = frappe.get_all("SD Mailbox", {"enabled": 1}, pluck="name", limit=MOST_MAILBOXES)
			# query-in-loop: a handful, every half minute, with their passwords
			found = [(name, frappe.get_doc("SD Mailbox", name)) for name in names]
			return {
				name: Watched(server_of(mailbox), mailbox.folder) for name, mailbox in found if mailbox.host
			}
		finally:
			frappe.destroy()

	def _ask(self) -> None:
		frappe.init(site=self._site)
		try:
			frappe.connect()
			for name in sorted(self._to_read):
				read_soon(name, f"{utc_now():%H:%M:%S}")
			frappe.db.commit()  # nosemgrep: commit-in-request - a process of its own, in which nobody waits
		finally:
			frappe.destroy()


def _tell(what: str, error: Exception) -> None:
	sys.stderr.write(f"{what}: {type(error).__name__}: {error}\n")
	sys.stderr.flush()
