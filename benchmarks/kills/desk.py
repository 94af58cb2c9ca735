"""A desk whose mailbox is full and whose queue of notices is long, and the account of what has become of each of them."""

import contextlib
import imaplib
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import frappe

from benchmarks.kills.services import HOST, ROOT, SITE, OwnServices
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.testing import REQUEST_TYPE, make_customer, make_desk
from servicedesk.tickets.intake import EMAIL, TicketRequest, open_ticket

PASSWORD = "mailbox"
FOLDERS = ("INBOX", "Done", "Quarantine")
WRITER = "writer-{}@killed.test"
# Every fourth mail is an answer on a ticket; by one person on one ticket, no more than are let through.
ANSWER_EACH, MOST_ANSWERS = 4, 25
WAITING = "select count(*) from `tabSD Incoming Mail` where state = 'Waiting'"
TAKEN = "select count(*) from `tabSD Incoming Mail` where state in ('Ticket', 'Comment')"
LEFT = "select count(*) from `tabSD Outgoing Message` where state not in ('Sent', 'Merged')"
SENT = "select count(*) from `tabSD Outgoing Message` where state in ('Sent', 'Merged')"
HURRY = """update `tabSD Incoming Mail` set next_attempt_at = '2000-01-01' where state = 'Waiting';
update `tabSD Outgoing Message` set next_attempt_at = '2000-01-01'
where state = 'Queued' and next_attempt_at > now() + interval 30 second"""


@dataclass
class Account:
	"""What was found in the end. All but `mails`, `notices` and `doubled_notices` are to be 0."""

	mails: int = 0
	lost_mails: int = 0
	doubled_mails: int = 0
	in_no_folder: int = 0
	in_two_folders: int = 0
	in_inbox: int = 0
	quarantined: int = 0
	broken_tickets: int = 0
	without_raw: int = 0
	files_of_nobody: int = 0
	notices: int = 0
	lost_notices: int = 0
	doubled_notices: int = 0

	def __str__(self) -> str:
		return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(self).items())


class Desk:
	"""The copied site with that many mails to be read and notices to be sent."""

	def __init__(self, services: OwnServices, mails: int, notices: int) -> None:
		self.services, self.mails, self.notices = services, mails, notices
		self.address = f"killed-{os.getpid()}@mail.test"
		with self._connected():
			make_desk()
			self.customer = make_customer("T Killed")
			for doctype in ("SD Outgoing Message", "SD Incoming Mail"):
				frappe.db.delete(doctype)
			frappe.db.delete("File", {"attached_to_doctype": "SD Incoming Mail"})
			frappe.db.sql("update `tabEmail Account` set enable_outgoing = 0, default_outgoing = 0")
			frappe.db.sql("update `tabSD Mailbox` set enabled = 0")
			self.mailbox = self._mailbox()
			self.answered = [
				self._ticket(number) for number in range(mails // ANSWER_EACH // MOST_ANSWERS + 1)
			]
			frappe.db.sql("update `tabSD Outgoing Message` set state = 'Sent'")
			queue([_notice(number) for number in range(notices)])
			frappe.db.after_commit.reset()
			frappe.db.commit()
		self._fill()

	def count(self, statement: str) -> int:
		"""What the database answers."""
		return int(self.services.client("killed", "-e", statement))

	def account(self) -> Account:
		"""Look at every place where something may lie."""
		found = Account(self.mails)
		self._count_mails(found)
		self._count_folders(found)
		self._count_notices(found)
		return found

	def empty(self) -> None:
		"""Leave none of the run's messages on the bench's mail server."""
		shutil.rmtree(ROOT / "var/mail" / self.address, ignore_errors=True)

	def _mailbox(self) -> str:
		given = {
			"doctype": "SD Mailbox", "address": self.address, "enabled": 1, "host": HOST,
			"port": self.services.imap_port, "security": "None", "login": self.address, "password": PASSWORD,
			"request_type": REQUEST_TYPE, "customer": self.customer,
		}  # fmt: skip
		return str(frappe.get_doc(given).insert().name)

	def _ticket(self, number: int) -> tuple[str, str]:
		"""A ticket and the Message-ID of a notice of it that its writer has had."""
		writer = WRITER.format(f"a{number}")
		asked = TicketRequest(
			request_type=REQUEST_TYPE, customer=self.customer, requester=None, channel=EMAIL,
			contact_name=f"a{number}", contact_email=writer, subject=f"Asked {number}", description="Help",
		)  # fmt: skip
		name = str(open_ticket(asked).name)
		frappe.db.sql("delete from `tabSD Outgoing Message` where ticket = %s", name)
		queue([Notice("ticket_received", "1", name, writer, "en", {})])
		return name, str(frappe.db.get_value("SD Outgoing Message", {"ticket": name}, "message_identifier"))

	def _fill(self) -> None:
		with self._imap() as imap:
			for number in range(self.mails):
				imap.append("INBOX", None, None, self._mail(number))

	def _mail(self, number: int) -> bytes:
		writer, reference = WRITER.format(number), ""
		if self.is_answer(number):
			place = number // ANSWER_EACH // MOST_ANSWERS
			writer, reference = WRITER.format(f"a{place}"), f"In-Reply-To: {self.answered[place][1]}\r\n"
		return (
			f"From: <{writer}>\r\nTo: <{self.address}>\r\nSubject: Killed {number}.\r\n{reference}"
			f"Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-ID: <{number}.{self.address}>\r\n\r\n"
			f"This is mail {number}.\r\n"
		).encode()

	@staticmethod
	def is_answer(number: int) -> bool:
		"""Whether this mail is an answer on a ticket."""
		return number % ANSWER_EACH == ANSWER_EACH - 1

	def _count_mails(self, found: Account) -> None:
		"""One ticket or one message for each, whole, with its row and the mail as it came."""
		tickets = Counter(self._rows("select subject from `tabSD Ticket` where subject like 'Killed %'"))
		written = Counter(
			self._rows("select content from `tabCommunication` where content like '%This is mail %'")
		)
		for number in range(self.mails):
			of_ticket = tickets[f"Killed {number}."]
			of_message = sum(written[text] for text in written if f"This is mail {number}." in text)
			times = of_message if self.is_answer(number) else of_ticket
			found.lost_mails += not times
			found.doubled_mails += max(times - 1, 0)
			found.broken_tickets += bool(of_ticket if self.is_answer(number) else of_message)
		found.without_raw = self.mails - self._raw_files()
		folder = self.services.sites / SITE / "private/files"
		found.files_of_nobody = len(list(folder.glob("mail-*"))) - self._raw_files()

	def _raw_files(self) -> int:
		kept = self._rows("select file_name from tabFile where attached_to_doctype = 'SD Incoming Mail'")
		return sum((self.services.sites / SITE / "private/files" / name).exists() for name in kept)

	def _count_folders(self, found: Account) -> None:
		"""In how many folders each mail lies."""
		lying: Counter[str] = Counter()
		with self._imap() as imap:
			for folder in FOLDERS:
				inside = _identifiers(imap, folder)
				found.in_inbox += len(inside) if folder == "INBOX" else 0
				found.quarantined += len(inside) if folder == "Quarantine" else 0
				lying.update(inside)
		for number in range(self.mails):
			times = lying[f"<{number}.{self.address}>"]
			found.in_no_folder += not times
			found.in_two_folders += times > 1

	def _count_notices(self, found: Account) -> None:
		"""How often the post office has each message of the queue; those of before the run had been sent by nobody."""
		arrived = Counter(_identifier(file.read_bytes()) for file in self.services.boxes.glob("*/new/*"))
		queued = self._rows(
			"select message_identifier from `tabSD Outgoing Message` where attempts > 0 and state = 'Sent'"
		)
		found.notices = len(queued)
		found.lost_notices = sum(not arrived[identifier] for identifier in queued) + self.count(LEFT)
		found.doubled_notices = sum(max(arrived[identifier] - 1, 0) for identifier in queued)

	def _rows(self, statement: str) -> list[str]:
		return self.services.client("killed", "-e", statement).splitlines()

	@contextlib.contextmanager
	def _connected(self) -> Iterator[None]:
		folder = os.getcwd()
		os.chdir(self.services.sites)
		frappe.init(site=SITE, sites_path=".")
		frappe.connect()
		frappe.set_user("Administrator")
		try:
			yield
		finally:
			frappe.destroy()
			os.chdir(folder)

	@contextlib.contextmanager
	def _imap(self) -> Iterator[imaplib.IMAP4]:
		with imaplib.IMAP4(HOST, self.services.imap_port, timeout=60) as imap:
			imap.login(self.address, PASSWORD)
			yield imap


def _notice(number: int) -> Notice:
	recipient = f"box-{number}@killed.test"
	return Notice("ticket_received", "1", "", recipient, "en", {}, reference=f"killed:{number}")


def _identifiers(imap: imaplib.IMAP4, folder: str) -> list[str]:
	kind, exists = imap.select(folder, readonly=True)
	if kind != "OK" or exists[0] == b"0":
		return []
	answer = imap.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
	return [_identifier(part[1]) for part in answer if isinstance(part, tuple)]


def _identifier(raw: bytes) -> str:
	start = raw.lower().index(b"message-id:") + len(b"message-id:")
	return raw[start : raw.index(b">", start) + 1].strip().decode()
