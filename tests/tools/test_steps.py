"""The running of steps: only what is missing, in order, and what happens when one fails."""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from localbench import paths, stamps, steps
from localbench.jobs import Cancelled, Job
from localbench.problems import Problem
from localbench.screen import Screen
from localbench.steps import Run, Step


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""Stamps and logs of these tests lie in a folder of their own."""
	folder = tmp_path / "stamps"
	monkeypatch.setattr(paths, "SETUP_LOGS", tmp_path / "logs")
	is_current, write, remove = stamps.is_current, stamps.write, stamps.remove
	monkeypatch.setattr(stamps, "is_current", lambda name, wanted: is_current(name, wanted, folder))
	monkeypatch.setattr(stamps, "write", lambda name, made: write(name, made, folder))
	monkeypatch.setattr(stamps, "remove", lambda name: remove(name, folder))
	return tmp_path


def do(list_of_steps: list[Step]) -> str:
	"""Run steps; return what was shown."""
	shown = io.StringIO()
	with Screen(shown) as screen:
		Run(list_of_steps, screen).all()
	return shown.getvalue()


def noting(done: list[str], key: str) -> Callable[[Job], None]:
	"""An action that notes that it was done."""
	return lambda job: done.append(key)


def test_every_step_comes_after_those_it_needs() -> None:
	done: list[str] = []
	do(
		[
			Step("last", "Last", noting(done, "last"), needs=("middle",)),
			Step("first", "First", noting(done, "first")),
			Step("middle", "Middle", noting(done, "middle"), needs=("first",)),
		]
	)
	assert done == ["first", "middle", "last"]


def test_a_second_run_does_nothing() -> None:
	done: list[str] = []
	one = Step("one", "One", noting(done, "one"), fingerprint=lambda: "x")
	assert "✓  1  One" in do([one])
	assert "·  1  One" in do([one])
	assert done == ["one"]


def test_changed_content_or_a_missing_result_does_it_again() -> None:
	done: list[str] = []
	do([Step("one", "One", noting(done, "a"), fingerprint=lambda: "x")])
	do([Step("one", "One", noting(done, "b"), fingerprint=lambda: "y")])
	do([Step("one", "One", noting(done, "c"), fingerprint=lambda: "y", is_there=lambda: False)])
	assert done == ["a", "b", "c"]


def test_after_a_failure_the_next_run_goes_on_where_it_stopped() -> None:
	done: list[str] = []

	def fail(job: Job) -> None:
		raise Problem("It broke.", "Mend it.")

	good = Step("good", "Good", noting(done, "good"))
	with pytest.raises(Problem, match=r"It broke\."):
		do(
			[
				good,
				Step("bad", "Bad", fail, needs=("good",)),
				Step("never", "Never", noting(done, "never"), needs=("bad",)),
			]
		)
	do([good, Step("bad", "Bad", noting(done, "mended"), needs=("good",))])
	assert done == ["good", "mended"]


def test_a_failure_ends_the_programs_of_other_steps() -> None:
	def fail(job: Job) -> None:
		time.sleep(0.3)
		raise Problem("It broke.", "Mend it.")

	def wait_long(job: Job) -> None:
		job.run([sys.executable, "-c", "import time; time.sleep(60)"])

	started = time.monotonic()
	with pytest.raises(Problem, match=r"It broke\."):
		do([Step("slow", "Slow", wait_long), Step("bad", "Bad", fail)])
	assert time.monotonic() - started < 20


def test_a_failed_program_shows_the_end_of_its_log_and_where_it_is(own_folders: Path) -> None:
	def fail(job: Job) -> None:
		job.run(
			[sys.executable, "-c", "print(chr(13).join(['1%', '2%', 'no space left'])); raise SystemExit(3)"]
		)

	with pytest.raises(Problem) as raised:
		do([Step("bad", "Bad", fail)])
	assert "    no space left" in raised.value.what
	assert "2%\r" not in raised.value.what
	assert "01-bad.log" in raised.value.advice
	assert "it goes on from here" in raised.value.advice


def test_a_cancelled_step_is_not_stamped() -> None:
	def cancelled(job: Job) -> None:
		raise Cancelled

	with pytest.raises(Cancelled):
		do([Step("one", "One", cancelled)])
	assert not stamps.is_current("one", "")


def test_steps_that_do_not_need_one_another_run_side_by_side() -> None:
	def half_a_second(job: Job) -> None:
		time.sleep(0.5)

	started = time.monotonic()
	do([Step(f"step{number}", "Step", half_a_second) for number in range(steps.AT_ONCE)])
	assert time.monotonic() - started < 0.5 * steps.AT_ONCE


def test_passwords_given_on_standard_input_are_not_logged(own_folders: Path) -> None:
	def secretly(job: Job) -> None:
		job.run([sys.executable, "-c", "import sys; print(len(sys.stdin.read()))"], standard_input="hidden")

	do([Step("one", "One", secretly)])
	log = (own_folders / "logs" / "01-one.log").read_text()
	assert "hidden" not in log
	assert log.strip().endswith("6")
