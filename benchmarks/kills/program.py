"""Kills fetcher, sender, MariaDB and Redis at random instructions while mail comes in and notices go out.

	python -m benchmarks.kills.program --mails 2000 --notices 2000 --kills 200 --site test.localhost

Everything killed is the program's own (`services`). It prints the account, and ends with 1 where something is lost,
doubled, or in two places. A notice may come twice for a kill: between the server's yes and our record there is an instant
that SMTP gives nobody the means to close; the worst that is allowed is one for each kill of the sender or of the database.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from benchmarks.kills import desk as mail_desk
from benchmarks.kills.desk import Account, Desk
from benchmarks.kills.services import MARIADB, REDIS, SITE, OwnServices
from benchmarks.kills.worker import FETCHER, SENDER

WORKERS = (FETCHER, SENDER)
VICTIMS = (*WORKERS, MARIADB, REDIS)
LONGEST_WAIT_SECONDS = 0.15
PATIENCE_SECONDS = 300
MAY_BE = ("mails", "notices", "doubled_notices")


class Crew:
	"""One fetcher and one sender; who is killed is replaced."""

	def __init__(self, services: OwnServices, mailbox: str) -> None:
		command = [sys.executable, "-m", "benchmarks.kills.worker", str(services.sites), SITE, mailbox]
		# What workers say when the database goes is no matter here.
		with (services.folder / "workers.log").open("wb") as log:
			self._program = subprocess.Popen(
				command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
			)
		self._numbers = {kind: self._start(kind) for kind in WORKERS}

	def replace(self, kind: str) -> None:
		"""Kill one and start another."""
		os.kill(self._numbers[kind], signal.SIGKILL)
		self._numbers[kind] = self._start(kind)

	def end(self) -> None:
		"""Nobody works any more."""
		for number in self._numbers.values():
			with suppress(ProcessLookupError):
				os.kill(number, signal.SIGKILL)
		self._program.communicate()

	def _start(self, kind: str) -> int:
		assert self._program.stdin and self._program.stdout
		self._program.stdin.write(f"{kind}\n")
		self._program.stdin.flush()
		return int(self._program.stdout.readline())


class Run:
	"""Kills, evenly over the work."""

	def __init__(self, services: OwnServices, desk: Desk, kills: int, seed: int) -> None:
		self.services, self.desk, self.kills = services, desk, kills
		self.chance = random.Random(seed)  # noqa: S311 — chance, no secret
		self.killed: Counter[str] = Counter()
		self.stumbled = 0

	def go(self) -> None:
		"""Until everything is read and sent."""
		crew = Crew(self.services, self.desk.mailbox)
		try:
			for number in range(self.kills):
				self._wait_until_done(number / (self.kills + 1))
				time.sleep(self.chance.uniform(0, LONGEST_WAIT_SECONDS))
				self._kill_one(crew)
			self._wait_until_done(1)
			# What was read is moved after its commit.
			time.sleep(1)
		finally:
			crew.end()

	def _kill_one(self, crew: Crew) -> None:
		victim = self.chance.choice(VICTIMS)
		self.killed[victim] += 1
		if victim in WORKERS:
			crew.replace(victim)
		else:
			self.services.kill(victim)
			self.services.start(victim)

	def _wait_until_done(self, part: float) -> None:
		"""Until that part of the work is done. A mail that waits for another attempt need not wait for minutes."""
		until = time.monotonic() + PATIENCE_SECONDS
		while not self._is_done(part):
			assert time.monotonic() < until, f"nothing goes on: {self._progress()}"
			if self.desk.count(mail_desk.WAITING):
				self.stumbled += 1
			# Another time where the workers hold the rows.
			with suppress(subprocess.CalledProcessError):
				self.services.client("killed", "-e", mail_desk.HURRY)
			time.sleep(0.05)

	def _progress(self) -> list[int]:
		return [self.desk.count(each) for each in (mail_desk.TAKEN, mail_desk.SENT, mail_desk.LEFT)]

	def _is_done(self, part: float) -> bool:
		taken, sent, left = self._progress()
		if part == 1:
			return taken >= self.desk.mails and not left
		return taken >= part * self.desk.mails or sent >= part * (self.desk.mails + self.desk.notices)


def is_well(account: Account, killed: Counter[str]) -> bool:
	"""Nothing lost, nothing in two places, and no more doubled notices than the protocol allows."""
	others = {name: value for name, value in asdict(account).items() if name not in MAY_BE}
	allowed = killed[SENDER] + killed[MARIADB]
	return not any(others.values()) and account.doubled_notices <= allowed


def main() -> int:
	"""Prepare, kill, count, tell."""
	parser = argparse.ArgumentParser()
	for name, value in (("mails", 2000), ("notices", 2000), ("kills", 200), ("seed", 0)):
		parser.add_argument(f"--{name}", type=int, default=value)
	parser.add_argument("--site", default=os.environ.get("SERVICEDESK_TEST_SITE", "test.localhost"))
	given = parser.parse_args()
	os.chdir(Path(__file__).resolve().parents[2])
	services = OwnServices(given.site)
	try:
		desk = Desk(services, given.mails, given.notices)
		run, begun = Run(services, desk, given.kills, given.seed), time.monotonic()
		try:
			run.go()
			account = desk.account()
			seconds = time.monotonic() - begun
		finally:
			desk.empty()
	finally:
		services.end()
	shown = ", ".join(f"{name} {run.killed[name]}" for name in VICTIMS)
	print(
		f"{run.killed.total()} killed ({shown}) in {seconds:.0f} s; looks at which a mail waited: {run.stumbled}"
	)
	print(account)
	return 0 if is_well(account, run.killed) else 1


if __name__ == "__main__":
	sys.exit(main())
