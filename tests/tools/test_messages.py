"""What a person is told when something stands in the way: what happened, and what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from localbench import (
	cli,
	database,
	framework,
	frappe_source,
	passwords,
	paths,
	python_environment,
	set_up,
	sites,
	supervisor,
	system_packages,
)
from localbench.jobs import Job
from localbench.problems import Problem


def test_no_disk_space() -> None:
	with pytest.raises(Problem, match=r"Only 1\.5 GB are free .* needs 4 GB"):
		set_up.check_disk_space(lambda: 1_500_000_000)
	set_up.check_disk_space(lambda: 5_000_000_000)


def test_packages_missing_and_nobody_may_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(system_packages, "has_program", lambda name: name == "apt-get")
	monkeypatch.setattr("os.geteuid", lambda: 1000)
	with pytest.raises(Problem) as raised:
		system_packages.may_install(["nginx", "redis-server"])
	assert "neither root nor sudo" in raised.value.what
	assert "apt-get install --no-install-recommends nginx redis-server" in raised.value.advice


def test_packages_missing_on_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(system_packages, "has_program", lambda name: False)
	with pytest.raises(Problem, match="no apt-get"):
		system_packages.may_install(["nginx"])


def test_nothing_missing_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(system_packages, "has_program", lambda name: False)
	system_packages.may_install([])


def test_a_package_that_cannot_be_had_is_named(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
	def refused(*arguments: object, **options: object) -> None:
		raise Problem("sh failed. E: Unable to locate package nginx", "See the log.")

	monkeypatch.setattr(system_packages, "missing", lambda packages: ["nginx"])
	monkeypatch.setattr(job, "run", refused)
	with pytest.raises(Problem) as raised:
		system_packages.install(job, system_packages.FOR_THE_BENCH)
	assert "Unable to locate package nginx" in raised.value.what
	assert raised.value.advice.endswith("nginx")


def test_a_program_from_elsewhere_counts_as_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(system_packages, "has_program", lambda name: name == "node")
	assert system_packages.missing((system_packages.Package("nodejs", "node"),)) == []


def test_another_python(monkeypatch: pytest.MonkeyPatch) -> None:
	python_environment.check_version()
	monkeypatch.setattr(python_environment, "SUPPORTED", ((3, 2),))
	with pytest.raises(Problem, match=r"the pinned packages need 3\.2"):
		python_environment.check_version()


def test_path_too_long_for_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
	database.check_socket_name()
	monkeypatch.setattr(paths, "RUN", Path("/" + "deep/" * 30))
	with pytest.raises(Problem, match="too long for sockets"):
		database.check_socket_name()


def test_wrong_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: Job) -> None:
	wheel = tmp_path / frappe_source.WHEEL_NAME

	def other_wheel(*arguments: object) -> None:
		wheel.write_bytes(b"something else")

	monkeypatch.setattr(framework, "WHEELS", tmp_path)
	monkeypatch.setattr(python_environment, "pip", other_wheel)
	monkeypatch.setattr(paths, "FRAPPE", tmp_path / "frappe")
	with pytest.raises(Problem, match="not the one this repository was tested with"):
		framework.restore(job)
	assert not (tmp_path / "frappe").exists()


def test_a_site_whose_database_is_gone_is_never_made_anew(
	monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: Job
) -> None:
	monkeypatch.setattr(paths, "SITES", tmp_path)
	monkeypatch.setattr(paths, "STAMPS", tmp_path / "stamps")
	monkeypatch.setattr(database, "DATA", tmp_path / "mariadb")
	sites.configure("a.localhost", {"db_name": "gone"})
	with pytest.raises(Problem, match=r"sites/a\.localhost is there, but its database is not"):
		sites.make(job, "a.localhost", {})
	assert sites.configuration("a.localhost") == {"db_name": "gone"}


def test_a_half_made_site_is_not_taken_for_a_whole_one(
	monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
	monkeypatch.setattr(paths, "SITES", tmp_path)
	monkeypatch.setattr(paths, "STAMPS", tmp_path / "stamps")
	monkeypatch.setattr(database, "DATA", tmp_path / "mariadb")
	(tmp_path / "mariadb" / "servicedesk").mkdir(parents=True)
	sites.configure("a.localhost", {"db_name": "servicedesk"})
	assert sites.is_made("a.localhost")
	sites.begin("a.localhost", "make")
	assert not sites.is_made("a.localhost")
	sites.end("a.localhost", "make")
	assert sites.is_made("a.localhost")


def test_site_configuration_is_readable_by_its_owner_only(
	monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
	monkeypatch.setattr(paths, "SITES", tmp_path)
	sites.configure("a.localhost", {"db_password": "x"})
	assert sites.configuration_file("a.localhost").stat().st_mode & 0o077 == 0


def test_passwords_are_made_once_and_kept_private(tmp_path: Path) -> None:
	file = tmp_path / "config" / "passwords.json"
	first = passwords.load_or_create(file)
	assert passwords.load_or_create(file) == first
	assert len(set(first.values())) == len(passwords.NAMES)
	assert file.stat().st_mode & 0o077 == 0


def test_a_process_that_fails_shows_the_end_of_its_log(
	monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
	monkeypatch.setattr(paths, "LOGS", tmp_path)
	(tmp_path / "web.log").write_text("starting\nImportError: no module\n")
	problem = supervisor.failure("web", "FATAL")
	assert "The process web does not run (fatal)" in problem.what
	assert "ImportError: no module" in problem.what
	assert "./servicedesk logs web" in problem.advice


def test_waiting_in_vain_says_for_what() -> None:
	with pytest.raises(Problem, match="in vain for the moon"):
		supervisor.wait_until(lambda: False, 0, "the moon")


def test_problem_is_shown_without_a_trace(
	monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
	assert cli.main(["logs", "printer"]) == 1
	said = capsys.readouterr().err
	assert "There is no process printer." in said
	assert "→ Known: mariadb," in said


def test_unknown_part_of_the_tests(capsys: pytest.CaptureFixture[str]) -> None:
	assert cli.main(["test", "nothing"]) == 1
	assert "There is no part nothing." in capsys.readouterr().err


def test_reset_asks_first(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
	monkeypatch.setattr("builtins.input", lambda _prompt: "yes")
	assert cli.main(["reset"]) == 1
	assert "Nothing was removed." in capsys.readouterr().out


def test_help_names_every_command() -> None:
	done = subprocess.run(
		[sys.executable, paths.ROOT / "servicedesk", "--help"], capture_output=True, text=True, check=True
	)
	for name in ("up", "stop", "status", "logs", "reset", "test", "lint", "bench", "preset", "mail"):
		assert f"    {name} " in done.stdout
