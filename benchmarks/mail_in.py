"""Mail that comes in: how fast messages become tickets, beside saving a plain document; and what it holds in memory.

From the bench's own mail server, in one process, each message committed by itself and moved, as in a worker.
"""

import gc
import imaplib
import json
import os
import resource
import shutil
import time
from base64 import encodebytes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import frappe

from benchmarks import intake, site
from servicedesk.channels.email.inbound import fetch_one

HOST, PASSWORD = "127.0.0.1", "mailbox"
ADDRESS = f"benchmark-{os.getpid()}@mail.test"
ROUNDS, MESSAGES_A_ROUND, DOCUMENTS_A_ROUND = 5, 200, 100
COUNTED = 50
FEW, MANY = 1_000, 10_000
LARGE, LARGE_MEGABYTES = 5, 20
MEGABYTE = 1024 * 1024


def rows() -> list[tuple[str, ...]]:
	"""Speed, statements and memory."""
	mailbox = make_mailbox()
	try:
		with site.floor_doctype() as fields:
			found = speed(mailbox, fields)
		statements = statements_a_mail(mailbox)
		few, many = growth(mailbox, FEW, MANY)
		peak, size = large_mailbox(mailbox)
	finally:
		shutil.rmtree(site.ROOT / "var/mail" / ADDRESS, ignore_errors=True)
	mails = f"{found.mails:.0f} a second"
	count, floor = f"{ROUNDS * MESSAGES_A_ROUND:,} mails in", f"a second, plain document, {fields} fields"
	return [
		(count, mails, f"{found.fresh:.0f} {floor}, as a request sees it", f"{found.fresh_ratio:.2f}", "2.0"),
		(f"{count}, caches warm", mails, f"{found.warm:.0f} {floor}", f"{found.warm_ratio:.2f}", ""),
		("a mail in, SQL statements", f"{statements:.1f}", "", "", ""),
		(f"memory after {MANY:,} mails", f"{many:.1f} MB", f"{few:.1f} MB after {FEW:,}", "", "flat"),
		(f"memory for a mailbox of {size:.0f} MB", f"{peak:.0f} MB more", "", "", f"less than {size:.0f} MB"),
	]


def make_mailbox() -> str:
	"""A mailbox of the bench's mail server."""
	frappe.set_user("Administrator")
	ports = json.loads((site.ROOT / "config/ports.json").read_text())
	values = {
		"doctype": "SD Mailbox", "address": ADDRESS, "enabled": 1, "host": HOST, "port": ports["imap"],
		"security": "None", "login": ADDRESS, "password": PASSWORD, "request_type": site.REQUEST_TYPE,
		"customer": site.CUSTOMER,
	}  # fmt: skip
	name = str(frappe.get_doc(values).insert().name)
	frappe.db.commit()
	return name


@dataclass(frozen=True)
class Speed:
	"""Mails and plain documents a second, and how many documents' time a mail takes: medians of rounds in turns."""

	mails: float
	fresh: float
	fresh_ratio: float
	warm: float
	warm_ratio: float


def speed(mailbox: str, fields: int) -> Speed:
	"""Mails, and documents saved with all caches warm and as a request saves them, connected anew each time."""
	put(message(f"warm-{number}") for number in range(5))
	fetch(mailbox, 5)
	found = []
	for turn in range(ROUNDS):
		put(message(f"{turn}-{number}") for number in range(MESSAGES_A_ROUND))
		started = time.perf_counter()
		fetch(mailbox, MESSAGES_A_ROUND)
		mails = MESSAGES_A_ROUND / (time.perf_counter() - started)
		found.append((mails, _floor(fields, is_fresh=True), _floor(fields, is_fresh=False)))
	mails, fresh, warm = (median(each[place] for each in found) for place in range(3))
	fresh_ratio, warm_ratio = (median(each[place] / each[0] for each in found) for place in (1, 2))
	return Speed(mails, fresh, fresh_ratio, warm, warm_ratio)


def _floor(fields: int, *, is_fresh: bool) -> float:
	"""Plain documents a second."""
	frappe.set_user(site.REQUESTER)
	started = time.perf_counter()
	for _document in range(DOCUMENTS_A_ROUND):
		if is_fresh:
			intake.connect_anew()
		site.save_floor(fields)
		frappe.db.commit()
	seconds = time.perf_counter() - started
	frappe.set_user("Administrator")
	return DOCUMENTS_A_ROUND / seconds


def statements_a_mail(mailbox: str) -> float:
	"""SQL statements, those of the run itself shared among its mails."""
	put(message(f"counted-{number}") for number in range(COUNTED))
	with site.counted() as statements:
		fetch(mailbox, COUNTED)
	return len(statements) / COUNTED


def growth(mailbox: str, few: int, many: int) -> tuple[float, float]:
	"""Megabytes that this process holds after a few mails and after many."""
	held = []
	done = 0
	for count in (few, many):
		while done < count:
			put(message(f"many-{done + number}") for number in range(500))
			fetch(mailbox, 500)
			done += 500
		held.append(_held())
	return held[0], held[1]


def large_mailbox(mailbox: str) -> tuple[float, float]:
	"""How many megabytes more a process of its own holds at most while it reads large mails, and how large they are."""
	size = put(message(f"large-{number}", LARGE_MEGABYTES * MEGABYTE) for number in range(LARGE)) / MEGABYTE
	frappe.db.commit()
	reading, writing = os.pipe()
	child = os.fork()
	if child == 0:
		try:
			frappe.init(site=site.SITE)
			frappe.connect()
			before = _held()
			fetch(mailbox, LARGE)
			most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
			os.write(writing, f"{most - before}".encode())
		finally:
			os._exit(0)
	os.close(writing)
	with os.fdopen(reading) as told:
		peak = float(told.read())
	os.waitpid(child, 0)
	return peak, size


def message(name: str, size: int = 0) -> bytes:
	"""A person's mail, with a file of that many bytes; each from an address of its own."""
	head = (
		f"From: Ann <ann-{name}@sender.test>\r\nTo: <{ADDRESS}>\r\nSubject: Printer {name}\r\n"
		f"Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-ID: <{name}.{ADDRESS}>\r\nMIME-Version: 1.0\r\n"
	)
	text = (
		"Content-Type: text/plain; charset=utf-8\r\n\r\nIt smokes, since this morning.\r\n\r\n-- \r\nAnn\r\n"
	)
	if not size:
		return (head + text).encode()
	file = encodebytes(os.urandom(size * 3 // 4)).replace(b"\n", b"\r\n")
	kind = 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
	named = "--b\r\nContent-Type: application/octet-stream; name=scan.bin\r\nContent-Transfer-Encoding: base64\r\n"
	disposed = "Content-Disposition: attachment; filename=scan.bin\r\n\r\n"
	return (head + kind + text + named + disposed).encode() + file + b"--b--\r\n"


def put(messages: Iterable[bytes]) -> int:
	"""Lay them into the mailbox; return their bytes."""
	size = 0
	ports = json.loads((site.ROOT / "config/ports.json").read_text())
	with imaplib.IMAP4(HOST, ports["imap"]) as imap:
		imap.login(ADDRESS, PASSWORD)
		for raw in messages:
			imap.append("INBOX", None, None, raw)
			size += len(raw)
	return size


def fetch(mailbox: str, expected: int) -> None:
	"""Read the mailbox. Raises where not everything became something."""
	taken = fetch_one(mailbox)
	if taken != expected:
		raise RuntimeError(f"of {expected} mails {taken} were taken")


def _held() -> float:
	gc.collect()
	status = Path("/proc/self/status").read_text()
	return _kilobytes(status) / 1024


def _kilobytes(status: Any) -> int:
	return int(status.partition("VmRSS:")[2].split()[0])
