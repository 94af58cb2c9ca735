"""Shows the logs of the bench's processes, and follows them."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from localbench import jobs, paths, supervisor
from localbench.problems import Problem

LINES = 40
POLL_SECONDS = 0.3


def files(name: str | None) -> list[Path]:
	"""The log of one process, or those of all. Raises Problem for an unknown name."""
	known = supervisor.all_names()
	if name is not None and name not in known:
		raise Problem(f"There is no process {name}.", f"Known: {', '.join(known)}.")
	return [paths.LOGS / f"{each}.log" for each in ([name] if name else known)]


def show(name: str | None, follow: bool, lines: int = LINES) -> None:
	"""Print the last lines of the logs; with `follow`, go on until interrupted."""
	chosen = files(name)
	positions = {file: _size(file) for file in chosen}
	for file in chosen:
		_print(file, jobs.tail(file, lines), len(chosen) > 1)
	while follow:
		time.sleep(POLL_SECONDS)
		for file in chosen:
			positions[file] = _print_new(file, positions[file], len(chosen) > 1)


def _size(file: Path) -> int:
	return file.stat().st_size if file.exists() else 0


def _print_new(file: Path, position: int, named: bool) -> int:
	"""Print what was written since a position; return the new one."""
	size = _size(file)
	if size <= position:
		# A smaller file is a new one: the old was put aside for its size.
		return size
	with file.open("rb") as stream:
		stream.seek(position)
		text = stream.read(size - position).decode(errors="replace")
	_print(file, text.splitlines(), named)
	return size


def _print(file: Path, lines: Sequence[str], named: bool) -> None:
	prefix = f"{file.stem:<11} | " if named else ""
	for line in lines:
		sys.stdout.write(f"{prefix}{line}\n")
	sys.stdout.flush()
