"""The command line of `./servicedesk`."""

import argparse
import signal
import subprocess
import sys
import threading
from types import FrameType

from localbench import (
	lanes,
	paths,
	plan,
	process_logs,
	sent_mail,
	set_up,
	sites,
	snapshot,
	supervisor,
	test_parts,
)
from localbench.jobs import Cancelled, Job
from localbench.problems import Problem
from localbench.reports import Count

INTERRUPTED = 130
NOT_RUNNING = 3
MAILS_SHOWN = 5


def parser() -> argparse.ArgumentParser:
	"""The commands and their options."""
	top = argparse.ArgumentParser(
		prog="./servicedesk", description="Set up, run, test and look after this desk."
	)
	commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

	up = commands.add_parser("up", help="set up what is missing and start everything")
	up.add_argument("--port", type=int, help="public port; chosen by itself when left out")
	up.add_argument("--detach", action="store_true", help="return when everything runs")
	up.add_argument(
		"--developer",
		action="store_true",
		help="turn developer mode on; it stays on until: bench set-config -g developer_mode 0",
	)
	up.set_defaults(action=_up)

	commands.add_parser("stop", help="stop everything").set_defaults(action=_stop)
	commands.add_parser("status", help="show how the processes are").set_defaults(action=_status)

	logs = commands.add_parser("logs", help="show what the processes say")
	logs.add_argument("name", nargs="?", metavar="NAME", help="one process of the Procfile")
	logs.add_argument("-f", "--follow", action="store_true", help="go on until interrupted")
	logs.set_defaults(action=_logs)

	reset = commands.add_parser("reset", help="remove the sites, their databases and mail; asks first")
	reset.add_argument("--yes", action="store_true", help="do not ask")
	reset.set_defaults(action=_reset)

	test = commands.add_parser("test", help="run the tests: all, or the named parts")
	test.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(test_parts.NAMES)}")
	test.set_defaults(action=_test)

	for name, help_text in (
		("lint", "run every linter"),
		("bench", "measure, and print the table of ratios"),
	):
		passing = commands.add_parser(name, help=help_text, add_help=False)
		passing.set_defaults(action=_lint if name == "lint" else _bench)

	preset = commands.add_parser("preset", help="load a preset into the site")
	preset.add_argument("name", metavar="NAME", help="a folder under fixtures/")
	preset.add_argument("--sample-data", action="store_true", help="with its sample people")
	preset.set_defaults(action=_preset)

	pictured = commands.add_parser("screenshots", help="take the pictures of docs/screenshots")
	pictured.add_argument("presets", nargs="*", metavar="PRESET", help="only of these")
	pictured.set_defaults(action=_screenshots)

	mail = commands.add_parser("mail", help="show the newest mails the desk has sent")
	mail.add_argument("-n", type=int, default=MAILS_SHOWN, metavar="COUNT", help=f"how many ({MAILS_SHOWN})")
	mail.set_defaults(action=_mail)

	kept = commands.add_parser("snapshot", help="return the test site to a known state")
	kept.add_argument("what", choices=["restore"])
	kept.add_argument("state", nargs="?", choices=snapshot.states(), default=snapshot.PRESET)
	kept.set_defaults(action=_snapshot)
	return top


def _up(options: argparse.Namespace) -> int:
	set_up.up(options.port, options.developer)
	if options.detach:
		return 0
	print("\nCtrl-C stops everything. (./servicedesk up --detach returns at once.)", flush=True)
	try:
		process_logs.show(None, follow=True, lines=0)
	except KeyboardInterrupt:
		print("\nStopping …", flush=True)
		supervisor.stop()
	return 0


def _stop(options: argparse.Namespace) -> int:
	stopped = supervisor.stop()
	supervisor.end_orphans()
	print("Stopped." if stopped else "Nothing was running.")
	return 0


def _status(options: argparse.Namespace) -> int:
	found = supervisor.statuses()
	if not found:
		print("Not running. ./servicedesk up starts it.")
		return NOT_RUNNING
	for status in found:
		print(f"{status.name:<12} {status.state.lower():<10} {status.note}")
	settings = set_up.settings_for(None)
	for site, address in sites.addresses(settings.ports).items():
		print(f"{site:<23} {address}")
	return 0 if all(status.is_running for status in found) else NOT_RUNNING


def _logs(options: argparse.Namespace) -> int:
	process_logs.show(options.name, options.follow)
	return 0


def _reset(options: argparse.Namespace) -> int:
	removed = set_up.data_folders()
	shown = ", ".join(str(place.relative_to(paths.ROOT)) for place in removed)
	print(f"This removes all tickets, files and mail of this bench: {shown}")
	if not options.yes and input("Type “remove” to go on: ").strip() != "remove":
		print("Nothing was removed.")
		return 1
	supervisor.stop()
	supervisor.end_orphans()
	set_up.remove(removed)
	print("Removed. ./servicedesk up begins anew; what was downloaded is kept.")
	return 0


def _test(options: argparse.Namespace) -> int:
	unknown = [name for name in options.parts if name not in test_parts.NAMES]
	if unknown:
		raise Problem(f"There is no part {', '.join(unknown)}.", f"Known: {', '.join(test_parts.NAMES)}.")
	chosen = [part for part in test_parts.PARTS if not options.parts or part.name in options.parts]
	try:
		settings = set_up.settings_for(None, for_tests=True)
		if any(part.state for part in chosen):
			set_up.everything(settings)
		else:
			set_up.run(settings, [*plan.environment_steps(settings), *plan.code_steps()])
	except Problem as problem:
		_explain(problem)
		print(Count(0, 1))
		return 1
	results = lanes.Lanes(chosen, settings).run()
	print(test_parts.summary(results), flush=True)
	return 1 if any(result.count.failed for result in results) else 0


def _lint(options: argparse.Namespace) -> int:
	return subprocess.run([sys.executable, paths.TOOLS / "lint.py", *options.rest], check=False).returncode


def _bench(options: argparse.Namespace) -> int:
	settings = set_up.settings_for(None, for_tests=True)
	set_up.everything(settings)
	command = [paths.PYTHON, "-m", "benchmarks.run", *options.rest]
	return subprocess.run(command, cwd=paths.ROOT, env=test_parts.variables(settings), check=False).returncode


def _screenshots(options: argparse.Namespace) -> int:
	_check_presets(options.presets)
	settings = set_up.settings_for(None, for_tests=True)
	set_up.everything(settings)
	command = [paths.PYTHON, "-m", "screenshots", *options.presets]
	return subprocess.run(command, cwd=paths.ROOT, env=test_parts.variables(settings), check=False).returncode


def _check_presets(names: list[str]) -> None:
	"""Raise Problem for the first that is no preset."""
	known = sites.presets()
	for name in names:
		if name not in known:
			raise Problem(f"There is no preset {name}.", f"Known: {', '.join(known)}.")


def _preset(options: argparse.Namespace) -> int:
	_check_presets([options.name])
	job = Job(paths.LOGS / "preset.log", threading.Event())
	sites.load_preset(job, paths.DEVELOPMENT_SITE, options.name, options.sample_data)
	lines = job.log.read_text().splitlines()
	print("\n".join(line for line in lines if not line.startswith("$ ")).strip())
	return 0


def _mail(options: argparse.Namespace) -> int:
	print(sent_mail.show(options.n))
	return 0


def _snapshot(options: argparse.Namespace) -> int:
	snapshot.restore(options.state)
	print(f"{paths.TEST_SITE} is in the state “{options.state}”.")
	return 0


def _explain(problem: Problem) -> None:
	print(f"\n{problem.what}\n→ {problem.advice}", file=sys.stderr, flush=True)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
	"""A request to end is answered like Ctrl-C: what was started is ended in good order."""
	raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
	"""Do what was typed; return the exit status."""
	for number in (signal.SIGTERM, signal.SIGHUP):
		signal.signal(number, _as_interrupt)
	options, rest = parser().parse_known_args(arguments)
	if rest and options.command not in ("lint", "bench"):
		parser().error(f"unknown: {' '.join(rest)}")
	options.rest = rest
	try:
		return int(options.action(options))
	except Problem as problem:
		_explain(problem)
		return 1
	except (KeyboardInterrupt, Cancelled):
		print("\nInterrupted. Run the same command again: it goes on from here.", file=sys.stderr)
		return INTERRUPTED
