"""The Procfile, and what its names stand for."""

from string import Template

import pytest

from localbench import paths, ports, procfile, programs, service_files
from localbench.problems import Problem

PORTS = ports.block(8080)


def test_names_and_commands_in_order() -> None:
	assert procfile.parse("# note\n\nweb: a b\nmail-box:  c d \n") == {"web": "a b", "mail-box": "c d"}


@pytest.mark.parametrize("text", ["web", "web:", ": x", "we b: x", "web: a\nweb: b"])
def test_a_wrong_line_is_named(text: str) -> None:
	with pytest.raises(Problem, match=r"Procfile, line [12]"):
		procfile.parse(text)


def test_every_process_of_ours_has_a_program_and_none_is_left_over() -> None:
	assert set(procfile.read(paths.ROOT / "Procfile")) == set(programs.PROGRAMS)


def test_every_line_runs_its_own_name() -> None:
	for name, command in procfile.read(paths.ROOT / "Procfile").items():
		assert command == f"python3 tools/run.py {name}"


def test_unknown_process_is_refused() -> None:
	with pytest.raises(Problem, match="There is no process printer"):
		programs.program("printer", PORTS)


def test_supervisor_gets_every_process_and_starts_none_by_itself() -> None:
	text = service_files.supervisor_text(PORTS)
	for name in programs.PROGRAMS:
		assert f"[program:{name}]\ncommand = python3 tools/run.py {name}\n" in text
	assert text.count("autostart = false") == len(programs.PROGRAMS)


def test_web_listens_on_loopback_only_and_opens_no_control_socket() -> None:
	arguments = programs.program("web", PORTS).arguments
	assert "--bind=127.0.0.1:8081" in arguments
	assert "--no-control-socket" in arguments


@pytest.mark.parametrize(
	"template", [service_files.MARIADB, service_files.REDIS_CACHE, service_files.REDIS_QUEUE]
)
def test_data_services_are_bound_to_loopback(template: Template) -> None:
	lines = [line for line in template.template.splitlines() if line.startswith("bind")]
	assert len(lines) == 1
	assert lines[0].endswith("$loopback")


def test_bench_start_does_not_turn_the_development_server_on(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("DEV_SERVER", "true")
	assert "DEV_SERVER" not in programs.environment({})


def test_server_scripts_and_developer_mode_are_off_unless_asked_for() -> None:
	settings = service_files.common_site_config(PORTS, developer=False)
	assert settings["server_script_enabled"] == 0
	assert settings["developer_mode"] == 0
	assert service_files.common_site_config(PORTS, developer=True)["developer_mode"] == 1
