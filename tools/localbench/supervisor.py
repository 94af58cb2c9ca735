"""Talks to this bench's supervisord, which keeps the processes of the Procfile running."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from localbench import jobs, paths, procfile, programs
from localbench.problems import Problem

CONFIGURATION = paths.CONFIG / "supervisord.conf"
SOCKET = paths.RUN / "supervisor.sock"
STOP_SECONDS = 60.0
POLL_SECONDS = 0.1
LOG_LINES = 15
PARENT = re.compile(r"^PPid:\s*(\d+)$", re.MULTILINE)
DATA_SERVICES = ("mariadb", "redis_cache", "redis_queue")


@dataclass(frozen=True)
class Status:
	"""How a process is. `state` is supervisor's word, `note` what it adds (process number and time, or why not)."""

	name: str
	state: str
	note: str

	@property
	def is_running(self) -> bool:
		"""Whether the process has stayed up."""
		return self.state == "RUNNING"


def is_running() -> bool:
	"""Whether supervisord answers."""
	with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
		try:
			probe.connect(str(SOCKET))
		except OSError:
			return False
	return True


def _control(*arguments: str) -> str:
	"""Send a command; return what supervisor says. Its exit status says too little to be of use."""
	command = [str(paths.ENV / "bin" / "supervisorctl"), "-c", str(CONFIGURATION), *arguments]
	return subprocess.run(
		command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
	).stdout


def parse_statuses(text: str) -> list[Status]:
	"""Read the lines of `supervisorctl status`."""
	found = []
	for line in text.splitlines():
		parts = line.split(None, 2)
		if len(parts) >= 2 and parts[1].isupper():
			found.append(Status(parts[0], parts[1], parts[2] if len(parts) > 2 else ""))
	return found


def statuses() -> list[Status]:
	"""How each process is; nothing when supervisord does not run."""
	return parse_statuses(_control("status")) if is_running() else []


def ensure_running() -> None:
	"""Start supervisord, or tell the one that runs of changes in its configuration."""
	if is_running():
		_control("update")
		return
	SOCKET.unlink(missing_ok=True)
	command = [str(paths.ENV / "bin" / "supervisord"), "-c", str(CONFIGURATION)]
	environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
	done = subprocess.run(
		command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=environment
	)
	if done.returncode:
		raise Problem(
			f"The process supervisor did not start: {(done.stderr or done.stdout).strip()}",
			f"Its log is {paths.LOGS.relative_to(paths.ROOT) / 'supervisord.log'}.",
		)
	wait_until(is_running, 10, "the process supervisor")


def start(names: Iterable[str]) -> None:
	"""Start those of the named processes that do not run."""
	running = {status.name for status in statuses() if status.is_running}
	waiting = [name for name in names if name not in running]
	if waiting:
		_control("start", *waiting)


def restart(names: Iterable[str]) -> None:
	"""Restart processes, so that they see new code."""
	_control("restart", *names)


def stop() -> bool:
	"""Stop all processes and supervisord itself; return whether there was anything to stop."""
	if not is_running():
		return False
	number = int(_control("pid").strip() or 0)
	_control("stop", *[name for name in all_names() if name not in DATA_SERVICES])
	_control("shutdown")
	wait_until(lambda: not _is_alive(number), STOP_SECONDS, "the processes to stop")
	return True


def orphans(processes: Path = Path("/proc")) -> list[int]:
	"""Processes of this bench whose supervisor was killed. They are known by a variable that every program of the
	bench is started with, and by having no parent any more.
	"""
	mark = f"{programs.BENCH_VARIABLE}={paths.ROOT}".encode()
	found = []
	for folder in processes.glob("[0-9]*"):
		try:
			is_ours = mark in (folder / "environ").read_bytes().split(b"\0")
			parent = PARENT.search((folder / "status").read_text())
		except OSError:
			# gone meanwhile, or somebody else's
			continue
		if is_ours and parent and parent[1] == "1":
			found.append(int(folder.name))
	return found


def end_orphans() -> None:
	"""End what a killed supervisor left running, so that its ports and data are free again."""
	if is_running():
		return
	left = orphans()
	for number in left:
		with contextlib.suppress(ProcessLookupError):
			os.kill(number, signal.SIGTERM)
	if left:
		wait_until(
			lambda: not any(_is_alive(number) for number in left), STOP_SECONDS, "old processes to stop"
		)


def _is_alive(number: int) -> bool:
	return Path(f"/proc/{number}").exists() if number else is_running()


def all_names() -> list[str]:
	"""Every process of the Procfile."""
	return list(procfile.read(paths.ROOT / "Procfile"))


def require(names: Iterable[str]) -> None:
	"""Raise Problem with the end of its log for the first named process that does not run."""
	found = {status.name: status for status in statuses()}
	for name in names:
		if name not in found or not found[name].is_running:
			raise failure(name, found[name].state if name in found else "unknown")


def failure(name: str, state: str) -> Problem:
	"""The problem that a process does not run."""
	log = paths.LOGS / f"{name}.log"
	last = "\n".join(f"    {line}" for line in jobs.tail(log, LOG_LINES))
	return Problem(
		f"The process {name} does not run ({state.lower()}). The end of its log:\n{last}",
		f"The whole log: ./servicedesk logs {name}. When the cause is gone, run ./servicedesk up again.",
	)


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
	"""Wait for a condition. Raises Problem when it does not come true in time."""
	until = time.monotonic() + seconds
	while not holds():
		if time.monotonic() > until:
			raise Problem(
				f"Waited {seconds:.0f} s in vain for {what}.",
				"./servicedesk status and ./servicedesk logs say more.",
			)
		time.sleep(POLL_SECONDS)
