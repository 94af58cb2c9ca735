"""Where the site under test is, and what is stored there.

By default the bench's test site. ``SERVICEDESK_TEST_URL`` and ``SERVICEDESK_TEST_SITE`` name another one, which is
then used as it stands: nothing of it is restored, and only the tests of the preset in it run
(``SERVICEDESK_TEST_PRESET``; left out, the one that `up` loads).
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pymysql
from pymysql.cursors import DictCursor

from localbench import sites

ROOT = Path(__file__).resolve().parents[2]
TEST_SITE = "test.localhost"
RESULTS = ROOT / "var" / "test-results"
SCREENSHOTS = ROOT / "var" / "screenshots"
# Where instants of a ticket are kept besides its history: table, the column that names the ticket, the instants.
FORESEEN = (
	("tabSD Ticket", "name", ("raised_at", "state_since", "queued_at", "resolved_at")),
	("tabSD Ticket Clock", "ticket", ("started_at", "due_at", "next_change_at")),
)
# The same of instants that are kept in microseconds; 0 is none.
FORESEEN_KEYS = (
	("tabSD Ticket", "name", ("state_since_key", "timer_key")),
	("tabSD Ticket Clock", "ticket", ("next_change_key", "threshold_key")),
)
MINUTE = 60_000_000


class Administrator(NamedTuple):
	"""Who may do everything on the site under test."""

	user: str
	password: str


def site_name() -> str:
	"""The site under test."""
	return os.environ.get("SERVICEDESK_TEST_SITE") or TEST_SITE


def address() -> str:
	"""The address people open, without a slash at the end; by name, as the links in mails have it."""
	chosen = os.environ.get("SERVICEDESK_TEST_URL") or os.environ.get("SERVICEDESK_TEST_ADDRESS")
	if chosen:
		return chosen.rstrip("/")
	return sites.addresses(_configuration("ports.json"))[site_name()]


def administrator() -> Administrator:
	"""Administrator's sign-in on this bench."""
	return Administrator("Administrator", str(_configuration("passwords.json")["administrator"]))


def is_named() -> bool:
	"""Whether somebody named a site of their own, which is nobody else's to restore."""
	return "SERVICEDESK_TEST_URL" in os.environ


def present_preset() -> str | None:
	"""The preset that the site holds when the tests begin, as far as is known; None: it has to be restored."""
	# Set by `./servicedesk test`, which has restored the site.
	known = os.environ.get("SERVICEDESK_TEST_PRESET")
	return known or (sites.PRESET if is_named() else None)


def web_port() -> int:
	"""Where the site's web server listens on loopback, behind the front."""
	if is_named():
		return int(address().rpartition(":")[2])
	return int(_configuration("ports.json")["web"])


def site_folder() -> Path:
	"""Where the site's files are."""
	return ROOT / "sites" / site_name()


def _configuration(name: str) -> dict[str, Any]:
	found: dict[str, Any] = json.loads((ROOT / "config" / name).read_text(encoding="utf-8"))
	return found


@dataclass(frozen=True)
class Stored:
	"""How much there is of everything that a half-made ticket could leave behind."""

	tickets: int
	answers: int
	events: int
	clocks: int
	messages: int
	notices: int
	file_rows: int
	files_on_disk: frozenset[str]

	def changes_since(self, before: "Stored") -> dict[str, Any]:
		"""What differs: before and now, by name."""
		then, now = asdict(before), asdict(self)
		return {name: (then[name], value) for name, value in now.items() if value != then[name]}


class Database:
	"""Reads the site's tables past the product; every question sees what is committed by then."""

	def __init__(self) -> None:
		"""Connect with the site's own account."""
		site = json.loads((site_folder() / "site_config.json").read_text(encoding="utf-8"))
		common = json.loads((ROOT / "sites" / "common_site_config.json").read_text(encoding="utf-8"))
		self._connection = pymysql.connect(
			host=common.get("db_host", "127.0.0.1"),
			port=int(common["db_port"]),
			user=site["db_name"],
			password=site["db_password"],
			database=site["db_name"],
			charset="utf8mb4",
			autocommit=True,
			cursorclass=DictCursor,
		)

	def close(self) -> None:
		"""Let go of the connection."""
		self._connection.close()

	def rows(self, statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
		"""What a statement yields."""
		with self._connection.cursor() as cursor:
			cursor.execute(statement, values)
			return list(cursor.fetchall())

	def count(self, statement: str, values: Sequence[Any] = ()) -> int:
		"""The one number that a statement yields."""
		return int(next(iter(self.rows(statement, values)[0].values())))

	def stored(self) -> Stored:
		"""How things stand now."""
		return Stored(
			tickets=self.count("select count(*) from `tabSD Ticket`"),
			answers=self.count("select count(*) from `tabSD Ticket Answer`"),
			events=self.count("select count(*) from `tabSD Ticket Event`"),
			clocks=self.count("select count(*) from `tabSD Ticket Clock`"),
			messages=self.count(
				"select count(*) from `tabCommunication` where reference_doctype = 'SD Ticket'"
			),
			notices=self.count("select count(*) from `tabSD Outgoing Message`"),
			# Files of drafts are kept on purpose, for a day (SD Form Draft).
			file_rows=self.count(
				"""select count(*) from `tabFile` where is_folder = 0
				and ifnull(attached_to_doctype, '') != 'SD Form Draft'"""
			),
			files_on_disk=frozenset(_files_on_disk()) - self._files_of_drafts(),
		)

	def _files_of_drafts(self) -> set[str]:
		# The framework stores the same content once: what a ticket has, too, is no draft's alone.
		rows = self.rows(
			"""select file_url from `tabFile` where is_folder = 0 group by file_url
			having sum(ifnull(attached_to_doctype, '') != 'SD Form Draft') = 0"""
		)
		return {str(site_folder()) + row["file_url"] for row in rows}

	def files_without_owner(self) -> list[str]:
		"""Files that nobody will ever find: rows whose ticket is missing, rows of portal users attached to nothing."""
		return [
			row["name"]
			for row in self.rows(
				"""select file.name from `tabFile` file
				left join `tabSD Ticket` ticket
					on file.attached_to_doctype = 'SD Ticket' and ticket.name = file.attached_to_name
				join `tabUser` person on person.name = file.owner
				where file.is_folder = 0 and ticket.name is null
					and ifnull(file.attached_to_doctype, '') != 'SD Form Draft'
					and (file.attached_to_doctype = 'SD Ticket' or person.user_type = 'Website User')"""
			)
		]

	def let_time_pass(self, ticket: str, minutes: int) -> None:
		"""Move all that happened to a ticket so far into the past, as if the last thing were that long ago.

		What was foreseen for later (a breach, an escalation, a step by time) moves with it.
		"""
		self.rows(
			"""update `tabSD Ticket Event` set
				occurred_microseconds = occurred_microseconds - %s, occurred_at = occurred_at - interval %s minute
			where ticket = %s""",
			(minutes * MINUTE, minutes, ticket),
		)
		for table, key, columns in FORESEEN:
			moved = ", ".join(f"{column} = {column} - interval %s minute" for column in columns)
			self.rows(
				f"update `{table}` set {moved} where {key} = %s",
				(*(minutes for _ in columns), ticket),
			)
		for table, key, instants in FORESEEN_KEYS:
			moved = ", ".join(f"{instant} = if({instant} > 0, {instant} - %s, 0)" for instant in instants)
			self.rows(
				f"update `{table}` set {moved} where {key} = %s",
				(*(minutes * MINUTE for _ in instants), ticket),
			)


def _files_on_disk() -> list[str]:
	folders = (site_folder() / "private" / "files", site_folder() / "public" / "files")
	return [str(place) for folder in folders for place in folder.rglob("*") if place.is_file()]
