"""Processes that a killed supervisor left behind are told from everybody else's."""

from pathlib import Path

import pytest

from localbench import orphans, paths


def add(
	folder: Path,
	number: int,
	parent: int = 1,
	mark: str = "",
	program: str = "python3",
	inside: str = "/",
	state: str = "S",
) -> None:
	"""A process as the kernel shows it."""
	place = folder / str(number)
	place.mkdir()
	(place / "status").write_text(f"Name:\tx\nState:\t{state} (x)\nPPid:\t{parent}\n")
	(place / "environ").write_bytes(f"HOME=/x\0{mark}\0".encode())
	(place / "exe").symlink_to(f"/usr/bin/{program}")
	(place / "cwd").symlink_to(inside)


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""An empty table of processes."""
	monkeypatch.setattr(orphans, "PROCESSES", tmp_path)
	return tmp_path


OURS = f"SERVICEDESK_BENCH={paths.ROOT}"


def test_ours_without_a_parent_are_found(processes: Path) -> None:
	add(processes, 10, mark=OURS)
	add(processes, 11, program="nginx", inside=str(paths.ROOT))
	add(processes, 12, program="redis-check-rdb", inside=str(paths.VAR / "redis"))
	assert sorted(orphans.find()) == [10, 11, 12]


def test_others_are_left_alone(processes: Path) -> None:
	add(processes, 20, parent=19, mark=OURS)
	add(processes, 21, mark=f"SERVICEDESK_BENCH={paths.ROOT}-other")
	add(processes, 22, program="nginx", inside="/etc/nginx")
	add(processes, 23, program="bash", inside=str(paths.ROOT))
	add(processes, 24, mark=OURS, state="Z")
	(processes / "25").mkdir()
	assert orphans.find() == []


def test_an_ended_process_is_not_alive(processes: Path) -> None:
	add(processes, 30)
	add(processes, 31, state="Z")
	assert [orphans.is_alive(number) for number in (30, 31, 32)] == [True, False, False]
