"""The real program behind each name of the Procfile: its arguments, folder and environment."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from localbench import paths
from localbench.ports import LOOPBACK, Ports
from localbench.problems import Problem

# Debian keeps these outside an ordinary user's search path.
SYSTEM_FOLDERS = "/usr/sbin:/usr/bin:/sbin:/bin"
# Marks every process of this bench, so that those of a killed supervisor are recognised.
BENCH_VARIABLE = "SERVICEDESK_BENCH"
# Python runs one thread of a process at a time: processes share two cores better than threads do.
WEB_WORKERS = 4
WEB_THREADS = 2
REQUEST_SECONDS = 120


@dataclass(frozen=True)
class Program:
	"""What to execute, where, with which variables on top of the inherited ones, and what to run to its end before."""

	arguments: list[str]
	folder: Path = paths.ROOT
	variables: dict[str, str] = field(default_factory=dict)
	before: tuple[list[str], ...] = ()


def executable(name: str) -> str:
	"""The full path of a system program. Raises Problem when it is not installed."""
	found = shutil.which(name, path=os.environ.get("PATH", "") + ":" + SYSTEM_FOLDERS)
	if not found:
		raise Problem(
			f"The program {name} is not installed.", "Run ./servicedesk up; it installs what is missing."
		)
	return found


def bench_arguments(*arguments: str) -> list[str]:
	"""A framework command, to be run in sites/."""
	return [str(paths.PYTHON), "-m", "frappe.utils.bench_helper", "frappe", *arguments]


def _mariadb(ports: Ports) -> Program:
	return Program([executable("mariadbd"), f"--defaults-file={paths.CONFIG / 'mariadb.cnf'}"])


def _redis_cache(ports: Ports) -> Program:
	return Program([executable("redis-server"), str(paths.CONFIG / "redis_cache.conf")])


def _redis_queue(ports: Ports) -> Program:
	return Program([executable("redis-server"), str(paths.CONFIG / "redis_queue.conf")])


def _web(ports: Ports) -> Program:
	arguments = [
		str(paths.ENV / "bin" / "gunicorn"),
		f"--bind={LOOPBACK}:{ports['web']}",
		f"--workers={WEB_WORKERS}",
		"--worker-class=gthread",
		f"--threads={WEB_THREADS}",
		f"--timeout={REQUEST_SECONDS}",
		"--graceful-timeout=10",
		# Longer than the front keeps an idle connection, so that no request meets a closing one.
		"--keep-alive=30",
		"--max-requests=5000",
		"--max-requests-jitter=500",
		"--preload",
		# Otherwise gunicorn opens a control socket in the home folder.
		"--no-control-socket",
		f"--config={paths.TOOLS / 'localbench' / 'web_settings.py'}",
		"frappe.app:application",
	]
	return Program(arguments, paths.SITES)


def _realtime(ports: Ports) -> Program:
	arguments = [
		str(paths.PYTHON),
		str(paths.TOOLS / "realtime" / "server.py"),
		f"--port={ports['realtime']}",
		f"--redis=redis://{LOOPBACK}:{ports['redis_queue']}",
		f"--web=http://{LOOPBACK}:{ports['web']}",
	]
	return Program(arguments)


def _nicely() -> list[str]:
	"""What goes before a worker's arguments: mail can wait for a moment, people cannot."""
	return [executable("nice"), "-n", "10"]


def _working_on(queues: str) -> Program:
	worker = [str(paths.PYTHON), str(paths.TOOLS / "localbench" / "worker.py"), queues]
	return Program([*_nicely(), *worker], paths.SITES)


def _worker(ports: Ports) -> Program:
	return _working_on("short,default")


def _worker_long(ports: Ports) -> Program:
	return _working_on("long")


def _schedule(ports: Ports) -> Program:
	return Program(bench_arguments("schedule"), paths.SITES)


def _mail(ports: Ports) -> Program:
	arguments = [
		str(paths.PYTHON),
		str(paths.TOOLS / "post_office" / "server.py"),
		f"--port={ports['smtp']}",
		f"--folder={paths.VAR / 'mail'}",
	]
	return Program(arguments)


def _mail_page(ports: Ports) -> Program:
	arguments = [
		str(paths.PYTHON),
		str(paths.TOOLS / "post_office" / "page.py"),
		f"--port={ports['mail_page']}",
		f"--folder={paths.VAR / 'mail'}",
	]
	return Program(arguments)


def _mail_watch(ports: Ports) -> Program:
	site = f"--site={paths.DEVELOPMENT_SITE}"
	return Program([*_nicely(), *bench_arguments(site, "servicedesk", "watch-mailboxes")], paths.SITES)


def _imap(ports: Ports) -> Program:
	render = [str(paths.PYTHON), str(paths.TOOLS / "post_office" / "render.py")]
	arguments = [executable("dovecot"), "-F", "-c", str(paths.VAR / "dovecot" / "dovecot.conf")]
	return Program(arguments, before=(render,))


def _front(ports: Ports) -> Program:
	folder = paths.VAR / "nginx"
	render = [str(paths.PYTHON), str(paths.TOOLS / "front" / "render.py")]
	# What nginx says before it has read its configuration goes to the log too, not to Debian's own.
	arguments = [executable("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
	return Program(arguments, before=(render,))


def _branding(ports: Ports) -> Program:
	return Program([str(paths.PYTHON), str(paths.TOOLS / "front" / "watch.py")])


PROGRAMS: dict[str, Callable[[Ports], Program]] = {
	"mariadb": _mariadb,
	"redis_cache": _redis_cache,
	"redis_queue": _redis_queue,
	"web": _web,
	"realtime": _realtime,
	"worker": _worker,
	"worker_long": _worker_long,
	"schedule": _schedule,
	"mail": _mail,
	"mail_page": _mail_page,
	"imap": _imap,
	"mail_watch": _mail_watch,
	"front": _front,
	"branding": _branding,
}


def program(name: str, ports: Ports) -> Program:
	"""The program behind a Procfile name. Raises Problem for a name nobody knows."""
	if name not in PROGRAMS:
		raise Problem(f"There is no process {name}.", f"Known: {', '.join(PROGRAMS)}.")
	return PROGRAMS[name](ports)


def environment(extra: dict[str, str]) -> dict[str, str]:
	"""The variables a program is started with: this bench's programs first on the path, and always the
	behaviour of production, also under `bench start`, which would have it otherwise (DEV_SERVER makes the desk
	look for realtime on another port).
	"""
	inherited = {name: value for name, value in os.environ.items() if name != "DEV_SERVER"}
	path = f"{paths.ENV / 'bin'}:{inherited.get('PATH', '')}:{SYSTEM_FOLDERS}"
	ours = {"PATH": path, "PYTHONUNBUFFERED": "1", BENCH_VARIABLE: str(paths.ROOT)}
	return inherited | ours | extra
