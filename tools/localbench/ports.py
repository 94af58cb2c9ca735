"""Which ports the local bench uses: one block, chosen once and written down, so that several clones can live
on one machine.
"""

import json
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

from localbench.problems import Problem

FIRST_PUBLIC_PORT = 8080
BLOCK_STEP = 100
BLOCKS_TRIED = 50
LOOPBACK = "127.0.0.1"
HIGHEST_PORT = 65535

# Distance of each port from the public one. `public`, `test` and `second_test` are the addresses people and tests open;
# all others serve loopback only.
OFFSETS = {
	"public": 0,
	"web": 1,
	"realtime": 2,
	"redis_cache": 3,
	"mariadb": 4,
	"smtp": 5,
	"imap": 6,
	"redis_queue": 7,
	"mail_page": 8,
	"test": 10,
	"second_test": 11,
}

LAST_OFFSET = max(OFFSETS.values())
# Benches that were set up before these were there get them beside their others.
CAME_LATER = ("second_test", "mail_page")

Ports = dict[str, int]


def block(public: int) -> Ports:
	"""All ports that belong to a public port."""
	return {name: public + offset for name, offset in OFFSETS.items()}


def is_free(port: int) -> bool:
	"""Whether nothing listens on a port, on loopback or on any address."""
	for address in ("", LOOPBACK):
		with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
			probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			try:
				probe.bind((address, port))
			except OSError:
				return False
	return True


def busy_ports(ports: Iterable[int], free: Callable[[int], bool] = is_free) -> list[int]:
	"""Those of the given ports that something already listens on, in order."""
	return [port for port in sorted(ports) if not free(port)]


def choose(public: int | None, free: Callable[[int], bool] = is_free) -> Ports:
	"""A block with every port free.

	With an explicit public port only its own block will do; otherwise the first free block is taken.
	Raises Problem when there is none.
	"""
	if public is not None:
		return _explicit_block(public, free)
	for attempt in range(BLOCKS_TRIED):
		candidate = block(FIRST_PUBLIC_PORT + attempt * BLOCK_STEP)
		if not busy_ports(candidate.values(), free):
			return candidate
	last = FIRST_PUBLIC_PORT + (BLOCKS_TRIED - 1) * BLOCK_STEP
	raise Problem(
		f"No free block of ports between {FIRST_PUBLIC_PORT} and {last}.",
		"Stop what uses them, or name a free port yourself: ./servicedesk up --port 20080",
	)


def _explicit_block(public: int, free: Callable[[int], bool]) -> Ports:
	candidate = block(public)
	if public < 1 or max(candidate.values()) > HIGHEST_PORT:
		raise Problem(f"{public} is no usable port.", f"Name one from 1024 to {HIGHEST_PORT - LAST_OFFSET}.")
	busy = busy_ports(candidate.values(), free)
	if busy:
		raise Problem(
			f"Port {', '.join(map(str, busy))} is already in use by another program.",
			f"The bench needs ports {public} to {public + LAST_OFFSET}. Stop that program "
			"(`ss -tlnp` shows which it is), or choose another port: ./servicedesk up --port "
			f"{public + BLOCK_STEP}",
		)
	return candidate


def load(file: Path) -> Ports | None:
	"""The ports chosen earlier, or None when none were or the file lacks one."""
	try:
		found = json.loads(file.read_text())
	except (FileNotFoundError, json.JSONDecodeError):
		return None
	if isinstance(found, dict) and isinstance(found.get("public"), int):
		found = {name: found["public"] + OFFSETS[name] for name in CAME_LATER} | found
	complete = isinstance(found, dict) and all(isinstance(found.get(name), int) for name in OFFSETS)
	return {name: found[name] for name in OFFSETS} if complete else None


def save(file: Path, ports: Ports) -> None:
	"""Write the chosen ports down."""
	file.parent.mkdir(parents=True, exist_ok=True)
	file.write_text(json.dumps(ports, indent="\t") + "\n")
