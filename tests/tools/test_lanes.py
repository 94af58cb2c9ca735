"""Parts of the tests run two at a time, each lane on a site of its own, and every line says whose it is."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from localbench import lanes, paths, test_parts
from localbench.lanes import Lanes
from localbench.plan import Settings
from localbench.reports import Count
from localbench.test_parts import Part, Result, Say
from tests.e2e.pieces import piece_of

SETTINGS = Settings({}, {})
Run = Callable[[Part, Settings, str, Say], Result]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> bytearray:
	"""What would be on the screen."""
	screen = bytearray()
	monkeypatch.setattr(lanes, "_show", screen.extend)
	return screen


def instead(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
	"""Have this done for each part."""
	monkeypatch.setattr(test_parts, "run", run)


def parts(*names: str) -> list[Part]:
	"""Parts without suites."""
	return [Part(name, ()) for name in names]


def test_two_run_at_once_on_two_sites(monkeypatch: pytest.MonkeyPatch, shown: bytearray) -> None:
	both_there = threading.Barrier(2, timeout=10)
	seen = []

	def run(part: Part, _settings: Settings, site: str, _say: Say) -> Result:
		both_there.wait()
		seen.append(site)
		return Result(part.label, Count(1, 0), 0.0)

	instead(monkeypatch, run)
	found = Lanes(parts("a", "b", "c", "d"), SETTINGS).run()
	assert sorted(result.name for result in found) == ["a", "b", "c", "d"]
	assert set(seen) == set(paths.TEST_SITES)


def test_lines_of_two_parts_are_told_apart(monkeypatch: pytest.MonkeyPatch, shown: bytearray) -> None:
	def run(part: Part, _settings: Settings, _site: str, say: Say) -> Result:
		say(b"first li")
		say(b"ne\nsecond")
		return Result(part.label, Count(1, 0), 0.0)

	instead(monkeypatch, run)
	Lanes([Part("a", ()), Part("b", (), share="one")], SETTINGS).run()
	lines = sorted(shown.decode().splitlines())
	assert lines == [
		f"{label:<{lanes.LABEL_WIDTH}} | {text}"
		for label in ("a", "b one")
		for text in ("first line", "second")
	]


def test_one_part_alone_is_shown_as_it_comes(monkeypatch: pytest.MonkeyPatch, shown: bytearray) -> None:
	def run(part: Part, _settings: Settings, site: str, say: Say) -> Result:
		say(b"..")
		assert shown == b".."
		assert site == paths.TEST_SITE
		return Result(part.label, Count(1, 0), 0.0)

	instead(monkeypatch, run)
	assert Lanes(parts("a"), SETTINGS).run()[0].count == Count(1, 0)


def test_a_part_that_cannot_begin_fails_and_the_others_go_on(
	monkeypatch: pytest.MonkeyPatch, shown: bytearray
) -> None:
	def run(part: Part, _settings: Settings, _site: str, _say: Say) -> Result:
		if part.name == "b":
			raise RuntimeError("no such state")
		return Result(part.label, Count(2, 0), 0.0)

	instead(monkeypatch, run)
	found = {result.name: result.count for result in Lanes(parts("a", "b", "c"), SETTINGS).run()}
	assert found == {"a": Count(2, 0), "b": Count(0, 1), "c": Count(2, 0)}
	assert b"no such state" in shown


def test_an_interrupted_run_begins_nothing_more(monkeypatch: pytest.MonkeyPatch, shown: bytearray) -> None:
	begun: list[str] = []

	def run(part: Part, _settings: Settings, _site: str, say: Say) -> Result:
		say(b"restoring\n")
		# As when the run is interrupted while the site is being restored: no test program runs yet.
		made.is_stopped = True
		say(b"restored\n")
		begun.append(part.name)
		return Result(part.label, Count(1, 0), 0.0)

	instead(monkeypatch, run)
	made = Lanes(parts("a", "b", "c"), SETTINGS)
	assert made.run() == []
	assert begun == []


def test_a_program_is_ended_with_the_run(tmp_path: Path) -> None:
	said = bytearray()

	def say(piece: bytes) -> None:
		said.extend(piece)
		test_parts.end_running()

	command = ["sh", "-c", "echo begun; exec sleep 60"]
	status, output = test_parts._run_live(command, tmp_path, {"PATH": "/usr/bin:/bin"}, say)
	assert status < 0
	assert output == "begun\n"


def test_every_preset_has_its_browser_tests_and_what_is_long_begins_first() -> None:
	shares = [part.share for part in test_parts.PARTS if part.name == "e2e"]
	assert len({share.partition(" ")[0] for share in shares}) == 5
	assert [share for share in shares if " " in share] == ["edi-provider 1/2", "edi-provider 2/2"]
	assert len({part.suites[0].name for part in test_parts.PARTS}) == len(test_parts.PARTS)
	assert test_parts.PARTS[0].name == "e2e"


def test_pieces_hold_everything_once_and_are_about_even() -> None:
	modules = ["long"] * 60 + ["wide"] * 40 + ["b"] * 12 + ["a"] * 12 + ["one"]
	first, second = (piece_of(modules, piece) for piece in ("1/2", "2/2"))
	assert (first, second) == ({"long", "one"}, {"wide", "a", "b"})


@pytest.mark.parametrize("piece", ["0/2", "3/2"])
def test_a_piece_that_is_none_is_refused(piece: str) -> None:
	with pytest.raises(ValueError, match="no such piece"):
		piece_of(["a"], piece)
