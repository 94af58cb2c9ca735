"""Finds processes of this bench that a killed supervisor left behind."""

import re
from pathlib import Path

from localbench import paths, programs

PROCESSES = Path("/proc")
PARENT = re.compile(r"^PPid:\s*(\d+)$", re.MULTILINE)
STATE = re.compile(r"^State:\s*(\S)", re.MULTILINE)
# These write over the variables they were started with, so they are known by their folder instead.
KNOWN_BY_FOLDER = {"nginx", "dovecot", "redis-server", "redis-check-rdb"}


def is_alive(number: int) -> bool:
	"""Whether a process runs. One that has ended and that nobody has asked about (a zombie) does not."""
	try:
		state = STATE.search((PROCESSES / str(number) / "status").read_text())
	except OSError:
		return False
	return state is not None and state[1] != "Z"


def find() -> list[int]:
	"""Numbers of this bench's processes that have no parent any more."""
	return [int(folder.name) for folder in PROCESSES.glob("[0-9]*") if _is_orphan(folder)]


def _is_orphan(folder: Path) -> bool:
	try:
		parent = PARENT.search((folder / "status").read_text())
		return parent is not None and parent[1] == "1" and _is_ours(folder) and is_alive(int(folder.name))
	except OSError:
		# Gone meanwhile, or somebody else's.
		return False


def _is_ours(folder: Path) -> bool:
	mark = f"{programs.BENCH_VARIABLE}={paths.ROOT}".encode()
	if mark in (folder / "environ").read_bytes().split(b"\0"):
		return True
	name = (folder / "exe").readlink().name
	return name in KNOWN_BY_FOLDER and (folder / "cwd").readlink().is_relative_to(paths.ROOT)
