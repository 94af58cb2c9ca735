"""Writes the configuration files of the private services (MariaDB, Redis, supervisor, the bench itself)."""

import hashlib
import json
from pathlib import Path
from string import Template
from typing import Any

from localbench import identity, paths, procfile
from localbench.ports import LOOPBACK, Ports

# Flushed to the operating system at each commit and to the disk each second: a killed process loses nothing,
# a power cut at most a second. Test runs would be several times slower with a flush to the disk each time.
MARIADB = Template("""\
[mariadbd]
datadir = $var/mariadb
socket = $run/mariadb.sock
pid-file = $run/mariadb.pid
bind-address = $loopback
port = $port
skip-name-resolve
skip-symbolic-links
local-infile = 0
secure-file-priv = $var/empty
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
innodb-buffer-pool-size = 512M
innodb-log-file-size = 256M
innodb-flush-log-at-trx-commit = 2
innodb-file-per-table = 1
max-allowed-packet = 64M
max-connections = 200
performance-schema = OFF
$user
""")

REDIS_CACHE = Template("""\
bind $loopback
port $port
dir $var/redis
daemonize no
save ""
appendonly no
maxmemory 256mb
maxmemory-policy allkeys-lru
""")

REDIS_QUEUE = Template("""\
bind $loopback
port $port
dir $var/redis
dbfilename queue.rdb
daemonize no
appendonly yes
appendfilename queue.aof
appendfsync everysec
maxmemory-policy noeviction
""")

SUPERVISOR = Template("""\
[unix_http_server]
file = $run/supervisor.sock
chmod = 0700

[supervisord]
logfile = $logs/supervisord.log
pidfile = $run/supervisord.pid
directory = $root
nodaemon = false
$user

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://$run/supervisor.sock
""")

PROGRAM = Template("""
[program:$name]
command = $command
directory = $root
autostart = false
autorestart = true
startsecs = 1
startretries = 10
stopasgroup = true
killasgroup = true
stopwaitsecs = 20
priority = $priority
redirect_stderr = true
stdout_logfile = $logs/$name.log
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 2
""")

# Started in this order and stopped in the other: what holds data comes first.
FIRST = ("mariadb", "redis_cache", "redis_queue")
# As much as the front lets through: a file of the desk's largest size, and what is sent with it.
REQUEST_BYTES = 26 * 1024 * 1024


def _values(ports: Ports, port_name: str = "public") -> dict[str, str]:
	as_root = identity.user_name() == "root"
	return {
		"root": str(paths.ROOT),
		"var": str(paths.VAR),
		"run": str(paths.RUN),
		"logs": str(paths.LOGS),
		"loopback": LOOPBACK,
		"port": str(ports[port_name]),
		# Both programs refuse to run as root unless told so.
		"user": "user = root" if as_root else "",
	}


def fingerprint(ports: Ports) -> str:
	"""Changes whenever a port or a setting of the data services does."""
	return hashlib.sha256(
		(
			json.dumps(ports, sort_keys=True) + MARIADB.template + REDIS_CACHE.template + REDIS_QUEUE.template
		).encode()
	).hexdigest()


def write_if_changed(file: Path, text: str) -> bool:
	"""Write a file unless it already says so; return whether it was written."""
	if file.exists() and file.read_text() == text:
		return False
	file.parent.mkdir(parents=True, exist_ok=True)
	file.write_text(text)
	return True


def write_services(ports: Ports) -> None:
	"""Write every service's configuration under config/ and make the folders it needs."""
	for folder in ("redis", "run", "empty", "cache", "stamps"):
		(paths.VAR / folder).mkdir(parents=True, exist_ok=True)
	paths.LOGS.mkdir(exist_ok=True)
	# bench takes a folder for one of its own only with this inside
	(paths.CONFIG / "pids").mkdir(parents=True, exist_ok=True)
	write_if_changed(paths.CONFIG / "mariadb.cnf", MARIADB.substitute(_values(ports, "mariadb")))
	write_if_changed(paths.CONFIG / "redis_cache.conf", REDIS_CACHE.substitute(_values(ports, "redis_cache")))
	write_if_changed(paths.CONFIG / "redis_queue.conf", REDIS_QUEUE.substitute(_values(ports, "redis_queue")))
	write_if_changed(paths.CONFIG / "supervisord.conf", supervisor_text(ports))


def supervisor_text(ports: Ports) -> str:
	"""supervisord's configuration: one program for each line of the Procfile."""
	values = _values(ports)
	text = SUPERVISOR.substitute(values)
	for name, command in procfile.read(paths.ROOT / "Procfile").items():
		priority = 10 if name in FIRST else 100
		text += PROGRAM.substitute(values, name=name, command=command, priority=priority)
	return text


def common_site_config(ports: Ports, developer: bool) -> dict[str, Any]:
	"""What all sites of this bench share."""
	return {
		"db_host": LOOPBACK,
		"db_port": ports["mariadb"],
		"redis_cache": f"redis://{LOOPBACK}:{ports['redis_cache']}",
		"redis_queue": f"redis://{LOOPBACK}:{ports['redis_queue']}",
		"redis_socketio": f"redis://{LOOPBACK}:{ports['redis_queue']}",
		"webserver_port": ports["web"],
		"socketio_port": ports["realtime"],
		"default_site": paths.DEVELOPMENT_SITE,
		"serve_default_site": True,
		"frappe_user": identity.user_name(),
		"developer_mode": int(developer),
		"server_script_enabled": 0,
		"mail_server": LOOPBACK,
		"mail_port": ports["smtp"],
		"auto_email_id": "servicedesk@localhost.localdomain",
		"disable_mail_smtp_authentication": 1,
		"use_tls": 0,
		"use_ssl": 0,
		"live_reload": False,
		"maintenance_mode": 0,
		# The framework refuses larger requests before any form is asked.
		"max_file_size": REQUEST_BYTES,
	}


def write_common_site_config(ports: Ports, developer: bool) -> bool:
	"""Bring common_site_config.json up to date, keeping keys that somebody added; say whether it changed.

	Developer mode that was once asked for stays on.
	"""
	file = paths.SITES / "common_site_config.json"
	found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
	wanted = common_site_config(ports, developer or bool(found.get("developer_mode")))
	return write_if_changed(file, json.dumps(found | wanted, indent=1) + "\n")
