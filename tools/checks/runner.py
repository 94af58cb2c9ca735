"""Runs checks side by side and says how each went."""

import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from checks.lint_environment import REPOSITORY

AT_ONCE = 2  # checks side by side; most of them keep one core busy
LINES_SHOWN = 200  # of a failed check


def always() -> bool:
	"""A check that has something to look at in any tree."""
	return True


@dataclass(frozen=True)
class Check:
	"""A command that fails when something is wrong, and the one that puts right what it can.

	``applies`` is asked just before: a check with nothing to look at is passed over.
	"""

	name: str
	command: tuple[str, ...]
	fix: tuple[str, ...] = ()
	applies: Callable[[], bool] = always


@dataclass(frozen=True)
class Outcome:
	"""How a check went. ``seconds`` is wall time; ``output`` is what the program said on both streams."""

	check: Check
	passed: bool
	seconds: float
	output: str

	def line(self) -> str:
		"""One line for people."""
		return f"{'ok  ' if self.passed else 'FAIL'}  {self.check.name:<20} {self.seconds:5.1f} s"


def variables() -> dict[str, str]:
	"""The environment of every linter: it finds our packages, and its wishes for the network are refused."""
	folders = (REPOSITORY / "apps" / "servicedesk", REPOSITORY / "tools")
	return os.environ | {
		"PYTHONPATH": os.pathsep.join(str(folder) for folder in folders),
		"MYPYPATH": "",
		"NO_COLOR": "1",
		"SEMGREP_SEND_METRICS": "off",
		"SEMGREP_ENABLE_VERSION_CHECK": "0",
	}


def run(check: Check, fix: bool = False) -> Outcome:
	"""Run one check; with ``fix``, its fixer runs first."""
	started = time.monotonic()
	if fix and check.fix:
		_call(check.fix)
	status, output = _call(check.command)
	return Outcome(check, status == 0, time.monotonic() - started, output)


def _call(command: tuple[str, ...]) -> tuple[int, str]:
	try:
		done = subprocess.run(
			command,
			cwd=REPOSITORY,
			env=variables(),
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
			check=False,
		)
	except FileNotFoundError as missing:
		return 127, f"{missing.filename} is not installed."
	return done.returncode, done.stdout


def shortened(output: str) -> str:
	"""The first lines of an output, with a note of how many were left out."""
	lines = output.strip().splitlines()
	if len(lines) <= LINES_SHOWN:
		return "\n".join(lines)
	return "\n".join([*lines[:LINES_SHOWN], f"… and {len(lines) - LINES_SHOWN} lines more"])


def run_all(checks: list[Check], fix: bool = False) -> int:
	"""Run the checks and print a line for each; return the exit status.

	Fixers write to the same files, so with ``fix`` the checks run one after the other.
	"""
	started = time.monotonic()
	failed = []
	with ThreadPoolExecutor(max_workers=1 if fix else AT_ONCE) as pool:
		running = [pool.submit(run, check, fix) for check in checks if check.applies()]
		for future in as_completed(running):
			outcome = future.result()
			print(outcome.line(), flush=True)
			if not outcome.passed:
				failed.append(outcome.check.name)
				print(shortened(outcome.output), flush=True)
	total = time.monotonic() - started
	print(
		f"{len(running)} checks in {total:.1f} s; "
		+ (f"failed: {', '.join(failed)}" if failed else "all passed")
	)
	return 1 if failed else 0
