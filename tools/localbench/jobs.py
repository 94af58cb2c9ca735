"""Runs the programs of one step, with everything they say in the step's own log."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from localbench import paths
from localbench.problems import Problem

TAIL_LINES = 12
POLL_SECONDS = 0.05
GRACE_SECONDS = 5.0


class Cancelled(Exception):
	"""The step was stopped because another one failed or the user interrupted."""


class Job:
	"""The running of one step: its log, and the program it is waiting for.

	`kept_open` is the descriptor of the set-up's lock. The programs inherit it, so that a second set-up waits for
	what an interrupted one left running.
	"""

	def __init__(self, log: Path, cancelled: threading.Event, kept_open: int | None = None) -> None:
		log.parent.mkdir(parents=True, exist_ok=True)
		self.log = log
		self._cancelled = cancelled
		self._kept_open = kept_open
		self._stream: TextIO = log.open("w", encoding="utf-8")

	def close(self) -> None:
		"""Close the log."""
		self._stream.close()

	def say(self, text: str) -> None:
		"""Write a line into the log."""
		self._stream.write(text + "\n")
		self._stream.flush()

	def run(
		self,
		arguments: Sequence[str | Path],
		folder: Path = paths.ROOT,
		variables: Mapping[str, str] | None = None,
		standard_input: str | None = None,
		source: Path | None = None,
		own_session: bool = True,
	) -> None:
		"""Run a program to its end. `standard_input` is not logged; `source` is a file to read from instead.
		In its `own_session` a program can be ended with all it started, but cannot ask for a password.

		Raises Problem with the end of the log when the program fails, Cancelled when the step is stopped.
		"""
		if self._cancelled.is_set():
			raise Cancelled
		command = [str(argument) for argument in arguments]
		self.say(f"$ {' '.join(command)}")
		descriptors = () if self._kept_open is None else (self._kept_open,)
		with (source or Path(os.devnull)).open("rb") as read_from:
			process = subprocess.Popen(
				command,
				cwd=folder,
				env=dict(os.environ if variables is None else variables),
				stdin=subprocess.PIPE if standard_input is not None else read_from,
				stdout=self._stream,
				stderr=subprocess.STDOUT,
				start_new_session=own_session,
				pass_fds=descriptors,
			)
		_feed(process, standard_input)
		self._wait(process, command[0])

	def output(self, arguments: Sequence[str | Path], variables: Mapping[str, str] | None = None) -> str:
		"""What a quick program prints. Raises Problem when it fails."""
		command = [str(argument) for argument in arguments]
		done = subprocess.run(
			command,
			env=dict(os.environ if variables is None else variables),
			capture_output=True,
			text=True,
			stdin=subprocess.DEVNULL,
			check=False,
		)
		if done.returncode:
			self.say(done.stdout + done.stderr)
			raise self._failure(command[0])
		return done.stdout

	def _wait(self, process: "subprocess.Popen[bytes]", name: str) -> None:
		while process.poll() is None:
			if self._cancelled.is_set():
				end_group(process)
				raise Cancelled
			time.sleep(POLL_SECONDS)
		if process.returncode:
			raise self._failure(name)

	def _failure(self, name: str) -> Problem:
		last = "\n".join(f"    {line}" for line in tail(self.log))
		shown = self.log.relative_to(paths.ROOT) if self.log.is_relative_to(paths.ROOT) else self.log
		return Problem(
			f"{Path(name).name} failed. The end of its log:\n{last}",
			f"The whole log is in {shown}. When the cause is gone, run the same command again: it goes on from here.",
		)


def _feed(process: "subprocess.Popen[bytes]", text: str | None) -> None:
	if process.stdin is not None:
		process.stdin.write((text or "").encode())
		process.stdin.close()


def end_group(process: "subprocess.Popen[bytes]") -> None:
	"""End a program and all it started: kindly first, by force after GRACE_SECONDS."""
	for sign in (signal.SIGTERM, signal.SIGKILL):
		try:
			os.killpg(process.pid, sign)
		except ProcessLookupError:
			return
		try:
			process.wait(GRACE_SECONDS)
		except subprocess.TimeoutExpired:
			continue
		return


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
	"""The last lines of a log, progress bars reduced to their last state."""
	if not log.exists():
		return []
	text = log.read_bytes()[-20000:].decode(errors="replace")
	whole = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.rstrip().split("\n")]
	return whole[-lines:]
