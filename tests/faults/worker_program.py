"""A program that does, in processes of its own, what the scheduler has workers do each minute, until they are killed.

	python worker_program.py SITE

A line on its input (`sweep` or `delivery`) forks a worker, which says its number once it has begun. The program has
only imported the framework until then, so that a worker is there in a tenth of a second. Workers end with it.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import frappe

from servicedesk.messaging.delivery import deliver_due
from servicedesk.tickets import timed_steps
from servicedesk.tickets.escalation import sweep

SITES = Path(__file__).resolve().parents[2] / "sites"
PAUSE_SECONDS = 0.02
JOBS: dict[str, tuple[Callable[[], int], ...]] = {
	"sweep": (sweep.run, timed_steps.run_due),
	"delivery": (deliver_due,),
}


def main() -> None:
	"""Fork a worker for each line."""
	# The dead leave nothing behind, so that a number that is gone is a worker that is dead.
	signal.signal(signal.SIGCHLD, signal.SIG_IGN)
	for line in sys.stdin:
		if os.fork() == 0:
			work(sys.argv[1], line.strip())


def work(site: str, kind: str) -> None:
	"""Do the jobs of this kind as long as the program lives."""
	signal.signal(signal.SIGCHLD, signal.SIG_DFL)
	connect(site)
	sys.stdout.write(f"{os.getpid()}\n")
	sys.stdout.flush()
	program = os.getppid()
	while os.getppid() == program:
		for job in JOBS[kind]:
			job()
		time.sleep(PAUSE_SECONDS)
	os._exit(0)


def connect(site: str) -> None:
	"""Connect this process to the site, as a worker is."""
	os.chdir(SITES)
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user("Administrator")


if __name__ == "__main__":
	main()
