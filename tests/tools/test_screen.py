"""What the person at the terminal sees."""

import io
import time
from pathlib import Path

import pytest

from localbench.screen import BAR_CELLS, Active, Screen, bar, logged_share, share_of


class Terminal(io.StringIO):
	"""A stream that says it is a terminal."""

	def isatty(self) -> bool:
		return True


@pytest.mark.parametrize(("share", "shown"), [(0, "  0 %"), (0.5, " 50 %"), (1, "100 %"), (7, "700 %")])
def test_bar_has_always_the_same_width(share: float, shown: str) -> None:
	assert bar(share).endswith(shown)
	assert len(bar(share).split("]")[0]) == BAR_CELLS + 1


def test_share_comes_from_the_last_percentage_in_the_log(tmp_path: Path) -> None:
	log = tmp_path / "log"
	log.write_text("Updating : [==   ] 12%\rUpdating : [====  ] 40%")
	assert logged_share(log) == 0.4
	assert logged_share(tmp_path / "missing") is None


def test_without_a_percentage_the_clock_guesses_and_never_says_done(tmp_path: Path) -> None:
	active = Active(1, "Title", 10.0, tmp_path / "missing", started=100.0)
	assert share_of(active, now=105.0) == 0.5
	assert share_of(active, now=900.0) < 1


def test_no_moving_lines_where_there_is_no_terminal(tmp_path: Path) -> None:
	stream = io.StringIO()
	with Screen(stream) as screen:
		screen.begin(1, "Site", 10, tmp_path / "log")
		time.sleep(0.3)
		screen.end(1, "✓", "Site", "1.0 s")
	assert stream.getvalue().count("\n") == 1
	assert "\x1b" not in stream.getvalue()


def test_on_a_terminal_a_bar_moves_and_only_the_finished_line_stays(tmp_path: Path) -> None:
	stream = Terminal()
	with Screen(stream) as screen:
		screen.begin(1, "Site", 10, tmp_path / "log")
		time.sleep(0.5)
		screen.end(1, "✓", "Site", "1.0 s")
	assert "[" in stream.getvalue()
	assert "\x1b[1A\x1b[J" in stream.getvalue()
	assert stream.getvalue().rstrip().endswith("1.0 s")


def test_moving_lines_fit_a_terminal_of_eighty_columns(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setenv("COLUMNS", "80")
	stream = Terminal()
	with Screen(stream) as screen:
		screen.begin(10, "x" * 200, 10, tmp_path / "log")
		time.sleep(0.5)
	assert max(len(line) for line in stream.getvalue().split("\n")) <= 79 + len("\x1b[1A\x1b[J")
