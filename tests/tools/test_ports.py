"""The choice of ports: free blocks, busy ones, what was chosen before."""

import socket
from pathlib import Path

import pytest

from localbench import ports
from localbench.problems import Problem


def test_first_free_block_is_taken() -> None:
	assert ports.choose(None, free=lambda port: True)["public"] == 8080


def test_a_block_with_one_busy_port_is_passed_over() -> None:
	chosen = ports.choose(None, free=lambda port: port != 8084)
	assert chosen == ports.block(8180)


def test_no_two_services_share_a_port() -> None:
	assert len(set(ports.OFFSETS.values())) == len(ports.OFFSETS)


def test_blocks_do_not_overlap() -> None:
	assert max(ports.OFFSETS.values()) < ports.BLOCK_STEP


def test_explicit_port_is_kept() -> None:
	assert ports.choose(20080, free=lambda port: True)["test"] == 20090


def test_explicit_busy_port_says_which_and_what_to_do() -> None:
	with pytest.raises(Problem) as raised:
		ports.choose(9000, free=lambda port: port not in (9003, 9007))
	assert raised.value.what == "Port 9003, 9007 is already in use by another program."
	assert "./servicedesk up --port 9100" in raised.value.advice


@pytest.mark.parametrize("port", [0, -1, 65530, 70000])
def test_a_port_out_of_range_is_refused(port: int) -> None:
	with pytest.raises(Problem, match=f"{port} is no usable port"):
		ports.choose(port, free=lambda port: True)


def test_no_free_block_anywhere() -> None:
	with pytest.raises(Problem, match="No free block of ports between 8080 and 12980"):
		ports.choose(None, free=lambda port: False)


def test_listening_socket_makes_its_port_busy() -> None:
	with socket.socket() as listener:
		listener.bind((ports.LOOPBACK, 0))
		listener.listen()
		number = listener.getsockname()[1]
		assert ports.busy_ports([number]) == [number]
	assert ports.is_free(number)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
	file = tmp_path / "config" / "ports.json"
	ports.save(file, ports.block(9000))
	assert ports.load(file) == ports.block(9000)


@pytest.mark.parametrize("content", [None, "", "not json", "[]", '{"public": 8080}', '{"public": "8080"}'])
def test_missing_or_damaged_file_counts_as_never_chosen(tmp_path: Path, content: str | None) -> None:
	file = tmp_path / "ports.json"
	if content is not None:
		file.write_text(content)
	assert ports.load(file) is None


@pytest.mark.parametrize("name", ports.CAME_LATER)
def test_a_bench_of_before_gets_what_came_later_beside_its_others(tmp_path: Path, name: str) -> None:
	file = tmp_path / "ports.json"
	before = ports.block(9000)
	ports.save(file, {key: port for key, port in before.items() if key != name})
	assert ports.load(file) == before
