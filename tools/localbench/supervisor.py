"""Talks to this bench's supervisord, which keeps the processes of the Procfile running."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from localbench import jobs, orphans, paths, procfile, supervisor_socket
from localbench.problems import Problem

CONFIGURATION = paths.CONFIG / "supervisord.conf"
SOCKET = paths.RUN / "supervisor.sock"
STOP_SECONDS = 60.0
POLL_SECONDS = 0.1
LOG_LINES = 15
GOING = ("STARTING", "RUNNING")
START_SECONDS = 60.0
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


def _interface() -> Any:
	return supervisor_socket.interface(SOCKET)


def statuses() -> list[Status]:
	"""How each process is, in the Procfile's order; nothing when supervisord does not run."""
	if not is_running():
		return []
	found = [_status(known) for known in _interface().getAllProcessInfo()]
	order = all_names()
	return sorted(found, key=lambda status: order.index(status.name) if status.name in order else len(order))


def _status(known: dict[str, Any]) -> Status:
	return Status(str(known["name"]), str(known["statename"]), str(known["description"]))


def ensure_running() -> None:
	"""Start supervisord, or tell the one that runs of changes in its configuration."""
	if is_running():
		_take_over_changes()
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


def _take_over_changes() -> None:
	"""Make supervisord read its configuration again. Processes whose lines changed are stopped."""
	supervisord = _interface()
	added, changed, removed = supervisord.reloadConfig()[0]
	_stop_and_wait([*changed, *removed])
	for name in [*changed, *removed]:
		supervisord.removeProcessGroup(name)
	for name in [*added, *changed]:
		supervisord.addProcessGroup(name)


def start(names: Iterable[str]) -> None:
	"""Start those of the named processes that do not run, all at once; return when each runs or has failed."""
	supervisord = _interface()
	wanted = set(names)
	for status in statuses():
		if status.name in wanted and status.state not in GOING:
			supervisord.startProcess(status.name, False)
	wait_until(lambda: _none_is(wanted, "STARTING"), START_SECONDS, "the processes to start")


def _none_is(names: Collection[str], *states: str) -> bool:
	return not any(status.name in names and status.state in states for status in statuses())


def restart(names: Iterable[str]) -> None:
	"""Restart processes, so that they see new code."""
	wanted = list(names)
	_stop_and_wait(wanted)
	start(wanted)


def _stop_and_wait(names: Collection[str]) -> None:
	supervisord = _interface()
	for status in statuses():
		if status.name in names and status.state in (*GOING, "BACKOFF"):
			supervisord.stopProcess(status.name, False)
	wait_until(lambda: _none_is(names, *GOING, "STOPPING"), STOP_SECONDS, "the processes to stop")


def stop() -> bool:
	"""Stop all processes and supervisord itself; return whether there was anything to stop.

	What holds data stops last, so that the others can still write down what they are at.
	"""
	if not is_running():
		return False
	number = int(_interface().getPID())
	_stop_and_wait([name for name in all_names() if name not in DATA_SERVICES])
	_interface().shutdown()
	wait_until(lambda: not orphans.is_alive(number), STOP_SECONDS, "the processes to stop")
	return True


def all_names() -> list[str]:
	"""Every process of the Procfile."""
	return list(procfile.read(paths.ROOT / "Procfile"))


def end_orphans() -> None:
	"""End what a killed supervisor left running, so that its ports and data are free again."""
	if is_running():
		return
	left = orphans.find()
	for number in left:
		with contextlib.suppress(ProcessLookupError):
			os.kill(number, signal.SIGTERM)
	if left:
		wait_until(
			lambda: not any(orphans.is_alive(number) for number in left),
			STOP_SECONDS,
			"old processes to stop",
		)


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
