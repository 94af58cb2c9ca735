"""The runner of the linters, and its environment."""

import subprocess
import sys
from pathlib import Path

import pytest

from checks import lint_environment, runner
from checks.linters import all_checks, english_files
from checks.runner import Check, run, run_all, shortened

REPOSITORY = Path(__file__).resolve().parents[2]
GOOD = Check("good", (sys.executable, "-c", "print('quiet')"))
BAD = Check("bad", (sys.executable, "-c", "import sys; print('the reason'); sys.exit(3)"))


def test_only_failures_are_loud(capsys: pytest.CaptureFixture[str]) -> None:
	"""One line a check; output of the one that failed; the status says so."""
	assert run_all([GOOD, BAD]) == 1
	said = capsys.readouterr().out
	assert "ok    good" in said
	assert "FAIL  bad" in said
	assert "the reason" in said
	assert "quiet" not in said
	assert "2 checks in" in said
	assert "failed: bad" in said


def test_all_good_is_zero(capsys: pytest.CaptureFixture[str]) -> None:
	"""And says it."""
	assert run_all([GOOD]) == 0
	assert "all passed" in capsys.readouterr().out


def test_a_check_without_anything_to_look_at_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
	"""It is not counted."""
	assert run_all([Check("none", BAD.command, applies=lambda: False)]) == 0
	assert "0 checks" in capsys.readouterr().out


def test_a_missing_program_fails_with_its_name() -> None:
	"""Instead of a trace."""
	outcome = run(Check("gone", ("/nowhere/linter",)))
	assert not outcome.passed
	assert outcome.output == "/nowhere/linter is not installed."


def test_fixing_runs_before_checking(tmp_path: Path) -> None:
	"""The check sees what the fixer wrote."""
	wanted = tmp_path / "fixed"
	fix = (sys.executable, "-c", f"open({str(wanted)!r}, 'w').close()")
	look = (sys.executable, "-c", f"import os, sys; sys.exit(not os.path.exists({str(wanted)!r}))")
	check = Check("fixable", look, fix=fix)
	assert not run(check).passed
	assert run(check, fix=True).passed


def test_long_output_is_shortened() -> None:
	"""With a note of how much is missing."""
	lines = shortened("x\n" * (runner.LINES_SHOWN + 5)).splitlines()
	assert len(lines) == runner.LINES_SHOWN + 1
	assert lines[-1] == "… and 5 lines more"


def test_the_environment_is_current_only_with_the_lock_it_was_made_from(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	"""A changed lock file installs again."""
	lock, stamp = tmp_path / "lint.lock", tmp_path / "stamp"
	monkeypatch.setattr(lint_environment, "LOCK", lock)
	monkeypatch.setattr(lint_environment, "STAMP", stamp)
	lock.write_text("ruff==1\n")
	assert not lint_environment.up_to_date()
	stamp.write_text(lint_environment.lock_digest())
	assert lint_environment.up_to_date()
	lock.write_text("ruff==2\n")
	assert not lint_environment.up_to_date()


def test_a_failed_installation_says_what_to_do() -> None:
	"""And shows what the installer said."""
	with pytest.raises(
		lint_environment.CannotInstall, match=r"Check the network and run again\.\nno such release"
	):
		lint_environment.install_with(sys.executable, "-c", "print('no such release'); raise SystemExit(1)")
	with pytest.raises(lint_environment.CannotInstall, match=r"Run \./servicedesk up first"):
		lint_environment.install_with("/nowhere/npm", "ci")


def test_names_are_told_apart_and_listed() -> None:
	"""`--list` prints them; an unknown one is refused with the known ones."""
	names = [check.name for check in all_checks()]
	assert len(names) == len(set(names))
	command = [sys.executable, str(REPOSITORY / "tools" / "lint.py")]
	listed = subprocess.run([*command, "--list"], capture_output=True, text=True, check=True)
	assert listed.stdout.split("\n")[:-1] == names
	refused = subprocess.run([*command, "nonsense"], capture_output=True, text=True, check=False)
	assert refused.returncode == 2
	assert "No such check: nonsense." in refused.stderr


def test_presets_are_not_spelled_in_english() -> None:
	"""Their data is in their own language."""
	assert not [name for name in english_files() if name.startswith("fixtures/") or name.endswith(".csv")]
