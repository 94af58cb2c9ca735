"""A database, a Redis and a post office of this run's own, with a copy of a site: they may be killed, nobody else's are.

All of it lies in one temporary folder and is gone with it. Dovecot is the bench's: it is never killed.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
SITE = "killed.localhost"
MARIADB, REDIS, MAIL = "mariadb", "redis", "mail"
START_SECONDS = 60
SYSTEM_FOLDERS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin:/sbin:/bin"


class OwnServices:
	"""Running, from its making until `end`."""

	def __init__(self, source: str) -> None:
		"""`source`: the site of the bench whose database is copied."""
		self.folder = Path(tempfile.mkdtemp(prefix="sd-", dir="/tmp"))
		self.sites = self.folder / "sites"
		self.boxes = self.folder / "boxes"
		self.ports = dict(zip((MARIADB, REDIS, MAIL), _free_ports(3), strict=True))
		self.imap_port = int(json.loads((ROOT / "config/ports.json").read_text())["imap"])
		self._running: dict[str, subprocess.Popen[bytes]] = {}
		try:
			self._lay_out(source)
			for name in self.ports:
				self.start(name)
			self._copy_database(source)
		except BaseException:
			self.end()
			raise

	def start(self, name: str) -> None:
		"""Start a service that is not there; return when it answers."""
		with (self.folder / f"{name}.log").open("ab") as log:
			self._running[name] = subprocess.Popen(self._command(name), stdout=log, stderr=log)
		until = time.monotonic() + START_SECONDS
		while not _answers(self.ports[name]):
			assert time.monotonic() < until, f"{name} does not start: see {self.folder}/{name}.log"
			time.sleep(0.02)

	def kill(self, name: str) -> None:
		"""End a service as a power cut would, at whatever instruction it is."""
		os.kill(self._running[name].pid, signal.SIGKILL)
		self._running[name].wait()

	def end(self) -> None:
		"""Nothing of it stays."""
		for process in self._running.values():
			process.kill()
			process.wait()
		shutil.rmtree(self.folder, ignore_errors=True)

	def client(self, *arguments: str, source: Path | None = None) -> str:
		"""What the database's command line client says, asked as its administrator."""
		command = [_program("mariadb"), "--no-defaults", f"--socket={self.folder}/m.sock", "-N", *arguments]
		with (source or Path(os.devnull)).open("rb") as given:
			done = subprocess.run(command, stdin=given, capture_output=True, check=True)
		return done.stdout.decode()

	def _command(self, name: str) -> list[str]:
		port = self.ports[name]
		if name == MARIADB:
			return [_program("mariadbd"), f"--defaults-file={self.folder}/m.cnf"]
		if name == REDIS:
			quiet = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
			return [_program("redis-server"), "--bind", HOST, "--port", str(port), *quiet]
		program = str(ROOT / "tools/post_office/server.py")
		return [sys.executable, program, f"--port={port}", f"--folder={self.boxes}"]

	def _lay_out(self, source: str) -> None:
		for name in ("public/files", "private/files", "private/backups", "logs", "locks"):
			(self.sites / SITE / name).mkdir(parents=True)
		(self.folder / "logs").mkdir()
		shutil.copy(ROOT / "sites/apps.txt", self.sites)
		(self.sites / "assets").symlink_to(ROOT / "sites/assets")
		redis = f"redis://{HOST}:{self.ports[REDIS]}"
		common = {
			"db_host": HOST, "db_port": self.ports[MARIADB], "redis_cache": redis, "redis_queue": redis,
			"redis_socketio": redis, "mail_server": HOST, "mail_port": self.ports[MAIL], "use_tls": 0,
			"auto_email_id": "desk@killed.test", "disable_mail_smtp_authentication": 1,
		}  # fmt: skip
		(self.sites / "common_site_config.json").write_text(json.dumps(common))
		own = {**_configuration(source), "db_name": "killed", "db_password": "killed", "pause_scheduler": 1}
		(self.sites / SITE / "site_config.json").write_text(json.dumps(own))
		self._make_data_folder()

	def _make_data_folder(self) -> None:
		data = self.folder / "data"
		options = f"""[mariadbd]
datadir={data}
socket={self.folder}/m.sock
port={self.ports[MARIADB]}
bind-address={HOST}
skip-name-resolve
character-set-server=utf8mb4
collation-server=utf8mb4_unicode_ci
innodb-buffer-pool-size=128M
innodb-log-file-size=64M
innodb-flush-log-at-trx-commit=2
max-allowed-packet=64M
{"user=root" if os.geteuid() == 0 else ""}
"""
		(self.folder / "m.cnf").write_text(options)
		install = [_program("mariadb-install-db"), f"--defaults-file={self.folder}/m.cnf", "--skip-test-db"]
		socket_only = ["--auth-root-authentication-method=socket", "--skip-name-resolve"]
		subprocess.run([*install, *socket_only], check=True, capture_output=True)

	def _copy_database(self, source: str) -> None:
		bench = json.loads((ROOT / "sites/common_site_config.json").read_text())
		own, dump = _configuration(source), self.folder / "copy.sql"
		where = [f"--host={bench['db_host']}", f"--port={bench['db_port']}", f"--user={own['db_name']}"]
		how = ["--single-transaction", "--quick", f"--result-file={dump}"]
		environment = {**os.environ, "MYSQL_PWD": own["db_password"]}
		command = [_program("mariadb-dump"), "--no-defaults", *where, *how, own["db_name"]]
		subprocess.run(command, check=True, env=environment)
		account = f"grant all on killed.* to 'killed'@'{HOST}' identified by 'killed'"
		self.client("-e", f"create database killed; {account}")
		self.client("killed", source=dump)


def _configuration(site: str) -> dict[str, Any]:
	return dict(json.loads((ROOT / "sites" / site / "site_config.json").read_text()))


def _program(name: str) -> str:
	found = shutil.which(name, path=SYSTEM_FOLDERS)
	assert found, f"{name} is not installed"
	return found


def _free_ports(count: int) -> list[int]:
	taken = [socket.create_server((HOST, 0)) for _ in range(count)]
	numbers = [int(each.getsockname()[1]) for each in taken]
	for each in taken:
		each.close()
	return numbers


def _answers(port: int) -> bool:
	with socket.socket() as probe:
		probe.settimeout(1)
		return probe.connect_ex((HOST, port)) == 0
