"""Senders of mail are killed at random instructions: no message is lost, and a kill doubles one mail at most.

The mails go to the bench's own post office, and are counted in its boxes.
"""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator

import frappe
import pytest

from localbench.sent_mail import FOLDER
from servicedesk.messaging import hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.outbox import Notice, queue
from tests.faults.test_killed_sweeps import wait_for
from tests.faults.workers import Crew

TICKET = f"FAULT-{os.getpid()}"
BOXES = f"{TICKET.lower()}-*"
SENDERS = 2
MESSAGES = 200


@pytest.fixture
def queued(crew: Crew) -> Iterator[int]:
	"""As many messages as there are to send, each to an address of its own."""
	hold.end(sender_address())
	queue([_notice(number) for number in range(MESSAGES)], gathered=True)
	frappe.db.sql("update `tabSD Outgoing Message` set state = 'Queued' where ticket = %s", TICKET)
	frappe.db.commit()
	yield MESSAGES
	frappe.db.delete("SD Outgoing Message", {"ticket": TICKET})
	frappe.db.commit()
	for box in FOLDER.glob(BOXES):
		shutil.rmtree(box)


def _notice(number: int) -> Notice:
	return Notice("state_changed", "1", TICKET, f"{TICKET}-{number}@faults.test".lower(), "en", {})


def _left() -> int:
	frappe.db.rollback()
	return int(frappe.db.count("SD Outgoing Message", {"ticket": TICKET, "state": ("!=", "Sent")}))


def _arrived() -> Counter[str]:
	"""How many mails there are in each recipient's box."""
	files = FOLDER.glob(f"{BOXES}/new/*")
	return Counter(file.parent.parent.name for file in files)


def test_a_kill_doubles_one_mail_at_most_and_loses_none(
	crew: Crew, queued: int, kills: int, seed: int
) -> None:
	"""Two senders, each killed again and again, with nothing tidied up and no time waited."""
	chance = random.Random(seed)  # noqa: S311 — chance, no secret
	senders = [crew.start("delivery") for _ in range(SENDERS)]
	for number in range(kills):
		wait_for(lambda number=number: _left() <= queued - number * queued // (kills + 1))
		time.sleep(chance.uniform(0, 0.05))
		place = chance.randrange(SENDERS)
		assert senders[place].kill()
		senders[place] = crew.start("delivery")
	wait_for(lambda: not _left())
	for sender in senders:
		sender.kill()
	arrived = _arrived()
	print(f"\n{kills} killed, {arrived.total() - len(arrived)} mails came twice")  # noqa: T201 — a long run's figures
	assert len(arrived) == queued
	assert arrived.total() - len(arrived) <= kills
