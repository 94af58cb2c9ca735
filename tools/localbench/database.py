"""The private MariaDB: its data folder, its accounts, and the loading and saving of whole databases."""

import os
import shutil
import socket
from pathlib import Path

from localbench import identity, paths, programs, supervisor
from localbench.jobs import Job
from localbench.ports import LOOPBACK, Ports
from localbench.problems import Problem

DATA = paths.VAR / "mariadb"
SOCKET = paths.RUN / "mariadb.sock"
CONFIGURATION = paths.CONFIG / "mariadb.cnf"
ADMINISTRATOR = "bench_admin"
START_SECONDS = 60.0
# Linux refuses longer names of sockets; the mail server's are the longest here.
LONGEST_SOCKET_NAME = 107
LONGEST_INSIDE = "dovecot/replication-notify-fifo"


def check_socket_name() -> None:
	"""Raise Problem when the repository lies so deep that a socket in it could not be opened."""
	longest = paths.RUN / LONGEST_INSIDE
	if len(os.fsencode(longest)) > LONGEST_SOCKET_NAME:
		raise Problem(
			f"The path of this folder is too long for sockets: {longest}", "Move the repository higher up."
		)


def make_data_folder(job: Job) -> None:
	"""Make the database server's own tables. They appear whole or not at all."""
	if (DATA / "mysql").exists():
		return
	partial = DATA.with_name("mariadb.partial")
	shutil.rmtree(partial, ignore_errors=True)
	partial.mkdir(parents=True)
	me = identity.user_name()
	job.run(
		[
			programs.executable("mariadb-install-db"),
			f"--defaults-file={CONFIGURATION}",
			f"--datadir={partial}",
			"--auth-root-authentication-method=socket",
			f"--auth-root-socket-user={me}",
			"--skip-test-db",
			"--skip-name-resolve",
		]
	)
	if DATA.exists():
		DATA.rmdir()
	partial.rename(DATA)


def answers(port: int) -> bool:
	"""Whether something accepts connections on a loopback port."""
	with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
		probe.settimeout(1)
		return probe.connect_ex((LOOPBACK, port)) == 0


def start_services(job: Job, ports: Ports, password: str) -> None:
	"""Start MariaDB and Redis and see to the account that makes sites."""
	make_data_folder(job)
	supervisor.ensure_running()
	supervisor.start(supervisor.DATA_SERVICES)
	for name in supervisor.DATA_SERVICES:
		_wait_for(name, ports[name])
	statement = (
		f"CREATE OR REPLACE USER '{ADMINISTRATOR}'@'{LOOPBACK}' IDENTIFIED BY '{password}'; "
		f"GRANT ALL PRIVILEGES ON *.* TO '{ADMINISTRATOR}'@'{LOOPBACK}' WITH GRANT OPTION;"
	)
	execute(job, statement)


def _wait_for(name: str, port: int) -> None:
	try:
		supervisor.wait_until(lambda: answers(port), START_SECONDS, name)
	except Problem as problem:
		raise supervisor.failure(name, "does not answer") from problem


def client(program: str, *arguments: str) -> list[str]:
	"""A client program of the private server, as its administrator through the socket, which needs no password."""
	connection = ["--no-defaults", f"--socket={SOCKET}", f"--user={identity.user_name()}"]
	return [programs.executable(program), *connection, "--default-character-set=utf8mb4", *arguments]


def execute(job: Job, statements: str) -> None:
	"""Run statements as the administrator. They are not logged, as they may hold passwords."""
	job.run(client("mariadb"), standard_input=statements)


def exists(name: str) -> bool:
	"""Whether the server has a database, as its data folder shows."""
	return (DATA / name).is_dir()


def recreate(job: Job, name: str, password: str) -> None:
	"""Make a database empty, with one account of the same name that may do anything in it and nothing outside.

	ALL on one database leaves out FILE and every other right over the server.
	"""
	execute(
		job,
		f"DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}`; "
		f"CREATE OR REPLACE USER '{name}'@'{LOOPBACK}' IDENTIFIED BY '{password}'; "
		f"GRANT ALL PRIVILEGES ON `{name}`.* TO '{name}'@'{LOOPBACK}';",
	)


def dump(job: Job, name: str, file: Path) -> None:
	"""Save a whole database in a file, which appears complete or not at all."""
	file.parent.mkdir(parents=True, exist_ok=True)
	partial = file.with_name(file.name + ".partial")
	options = (
		"--single-transaction",
		"--quick",
		"--routines",
		"--skip-dump-date",
		f"--result-file={partial}",
	)
	job.run(client("mariadb-dump", *options, name))
	partial.replace(file)


def load(job: Job, name: str, file: Path) -> None:
	"""Load a saved database."""
	job.run(client("mariadb", name), source=file)
