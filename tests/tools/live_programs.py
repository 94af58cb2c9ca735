"""Starts real programs on free loopback ports for tests, and stops exactly those."""

import http.client
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
LOOPBACK = "127.0.0.1"


def free_port() -> int:
	"""A port that nothing listens on at this moment."""
	with socket.socket() as probe:
		probe.bind((LOOPBACK, 0))
		return probe.getsockname()[1]


def wait_until(ready: Callable[[], bool], seconds: float = 15.0, what: str = "it") -> None:
	"""Return as soon as something holds; fail when it does not within some seconds."""
	end = time.monotonic() + seconds
	while not ready():
		assert time.monotonic() < end, f"waited {seconds} seconds for {what}"
		time.sleep(0.05)


def listens(port: int) -> bool:
	"""Whether something accepts connections on a loopback port."""
	try:
		with socket.create_connection((LOOPBACK, port), timeout=1):
			return True
	except OSError:
		return False


def status_of(port: int, path: str) -> int:
	"""The status of a plain GET on a loopback port, 0 when nothing answers."""
	connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
	try:
		connection.request("GET", path)
		return connection.getresponse().status
	except OSError:
		return 0
	finally:
		connection.close()


def start(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
	"""Start a program with its output in a file."""
	with log.open("ab") as output:
		return subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)


def stop(process: subprocess.Popen[bytes]) -> None:
	"""Stop one program that a test started."""
	process.terminate()
	try:
		process.wait(timeout=10)
	except subprocess.TimeoutExpired:
		process.kill()
		process.wait(timeout=10)


@contextmanager
def running(arguments: list[str], log: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
	"""A program that runs, and listens on a port, while the block does."""
	process = start(arguments, log)
	try:
		wait_until(lambda: listens(port) or process.poll() is not None, what=f"port {port}")
		assert process.poll() is None, log.read_text()
		yield process
	finally:
		stop(process)


def redis_arguments(port: int, folder: Path) -> list[str]:
	"""The command of a Redis that keeps nothing."""
	return [
		"redis-server", "--port", str(port), "--bind", LOOPBACK, "--dir", str(folder), "--save", "",
		"--appendonly", "no",
	]  # fmt: skip
