"""A program that reads a mailbox, or delivers notices, again and again in processes that may be killed at any instruction.

	python -m benchmarks.kills.worker SITES SITE MAILBOX

A line on its input (`fetcher` or `sender`) forks such a process, which says its number once it has begun. Each run of a
job is connected anew, as a worker's is; whatever ends it, the next one begins a moment later, as the next minute's would.
"""

import os
import signal
import sys
import time
import traceback

import frappe

from servicedesk.channels.email.inbound import fetch_one
from servicedesk.messaging import hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.delivery import deliver_due

FETCHER, SENDER = "fetcher", "sender"
PAUSE_SECONDS = 0.05


def main() -> None:
	"""Fork a worker for each line."""
	signal.signal(signal.SIGCHLD, signal.SIG_IGN)
	os.chdir(sys.argv[1])
	for line in sys.stdin:
		if os.fork() == 0:
			work(line.strip(), *sys.argv[2:])


def work(kind: str, site: str, mailbox: str) -> None:
	"""Do the job as long as the program lives."""
	signal.signal(signal.SIGCHLD, signal.SIG_DFL)
	sys.stdout.write(f"{os.getpid()}\n")
	sys.stdout.flush()
	program = os.getppid()
	while os.getppid() == program:
		try:
			once(kind, site, mailbox)
		except Exception:  # noqa: BLE001 — a database that is away ends a job; the next one comes
			traceback.print_exc()
		time.sleep(PAUSE_SECONDS)
	os._exit(0)


def once(kind: str, site: str, mailbox: str) -> None:
	"""One job, as a worker does it."""
	frappe.init(site=site, sites_path=".")
	try:
		frappe.connect()
		frappe.set_user("Administrator")
		if kind == FETCHER:
			fetch_one(mailbox)
		else:
			# The minutes for which a server in trouble is left alone, here in moments.
			hold.end(sender_address())
			deliver_due()
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()
