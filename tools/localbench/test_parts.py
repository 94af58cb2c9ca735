"""The parts of `./servicedesk test`: what each runs, on what state of a test site, and how it is counted."""

import os
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from localbench import paths, programs, reports, sites, snapshot
from localbench.plan import Settings
from localbench.reports import Count

RESULTS = paths.VAR / "test-results"
DOMAIN = paths.APP / "servicedesk" / "domain"
# Compared with a count of every second or minute.
ORACLE_TESTS = ("business_calendar", "sla_clock")
# pytest's way of saying that a folder holds no tests
NOTHING_COLLECTED = 5
# What people and tests wait for, the desk's own processes, goes before the tests' browsers.
NICE = ("nice", "-n", "5")

_running: set[subprocess.Popen[bytes]] = set()

# Takes what a program has just printed.
Say = Callable[[bytes], None]


@dataclass(frozen=True)
class Suite:
	"""One program that tests, and how to count what it did.

	`arguments` get its report's path and the test site; `count` the report's path and what it printed.
	"""

	name: str
	arguments: Callable[[Path, str], list[str]]
	count: Callable[[Path, str], Count]
	folder: Path = paths.ROOT
	is_present: Callable[[], bool] = lambda: True
	variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
	"""Suites under one name. `state` is the test site's state they start from; none means they need no site.

	`share` tells apart what is of one name and may run at the same time.
	"""

	name: str
	suites: tuple[Suite, ...]
	state: str | None = None
	share: str = ""

	@property
	def label(self) -> str:
		"""How it is called in what is printed."""
		return f"{self.name} {self.share}".rstrip()


def pytest_suite(name: str, *options: str) -> Suite:
	"""Tests run by pytest; folders that hold none count nothing."""
	return Suite(
		name,
		lambda report, _: [str(paths.PYTHON), "-m", "pytest", f"--junitxml={report}", *options],
		lambda report, _: reports.of_junit(report),
		is_present=lambda: any(_holds_tests(option) for option in options if not option.startswith("-")),
	)


def _holds_tests(option: str) -> bool:
	place = paths.ROOT / option
	return place.is_file() or next(place.rglob("test_*.py"), None) is not None


def _app_tests(report: Path, site: str) -> list[str]:
	options = (
		"--site",
		site,
		"run-tests",
		"--app",
		sites.APP_NAME,
		"--junit-xml-output",
		str(report),
	)
	return programs.bench_arguments(*options)


def _end_to_end(preset: str, piece: str = "") -> Part:
	"""The browser tests of one preset, or a piece of them: "1/2" is the first of two."""
	options = ("tests/e2e", f"--preset={preset}", *([f"--piece={piece}"] if piece else []))
	suite = pytest_suite(f"e2e-{preset}-{piece[:1]}".rstrip("-"), *options)
	return Part("e2e", (suite,), snapshot.state_of(preset), f"{preset} {piece}".rstrip())


# Without the measuring of coverage, which would take longer than the cases.
ORACLE = replace(
	pytest_suite(
		"oracle",
		*(str((DOMAIN / f"test_{name}_properties.py").relative_to(paths.ROOT)) for name in ORACLE_TESTS),
	),
	is_present=lambda: bool(os.environ.get("CI")),
	variables={"SERVICEDESK_ORACLE_EXAMPLES": "10000"},
)

# In the order in which they begin: what takes longest first, so that nothing long is left alone at the end.
PARTS = (
	_end_to_end(sites.PRESET, "1/2"),
	_end_to_end(sites.PRESET, "2/2"),
	Part(
		"lint",
		(
			Suite(
				"lint",
				lambda *_: [str(paths.PYTHON), str(paths.TOOLS / "lint.py")],
				lambda _, output: reports.of_lint(output),
			),
		),
	),
	Part("architecture", (pytest_suite("architecture", "tests/architecture"),)),
	Part(
		"unit",
		(
			pytest_suite(
				"unit",
				str(DOMAIN.relative_to(paths.ROOT)),
				"--cov=servicedesk.domain",
				"--cov-branch",
				"--cov-report=term-missing:skip-covered",
				"--cov-fail-under=100",
			),
		),
	),
	Part("security", (pytest_suite("security", "tests/security"),), snapshot.PRESET),
	Part("unit", (ORACLE,), share="oracle"),
	Part(
		"app",
		(Suite("app", _app_tests, lambda report, _: reports.of_junit(report), paths.SITES),),
		snapshot.APP,
	),
	*(_end_to_end(name) for name in sites.presets() if name != sites.PRESET),
	Part("faults", (pytest_suite("faults", "tests/faults"),), snapshot.PRESET),
	Part(
		"tools",
		(
			pytest_suite("tools", "tests/tools"),
			Suite(
				"assets",
				lambda *_: ["node", "--test", "--test-reporter=spec", "tools/assets/"],
				lambda _, output: reports.of_node(output),
				is_present=lambda: next((paths.TOOLS / "assets").glob("*.test.mjs"), None) is not None,
			),
		),
	),
)
NAMES = tuple(dict.fromkeys(part.name for part in PARTS))


@dataclass(frozen=True)
class Result:
	"""How a part went, and how long it took in seconds."""

	name: str
	count: Count
	seconds: float
	failures: tuple[str, ...] = ()


def run(part: Part, settings: Settings, site: str, say: Say) -> Result:
	"""Run one part on a test site, and have said what is printed as it comes."""
	started = time.monotonic()
	say(f"\n=== {part.label} {'=' * (70 - len(part.label))}\n".encode())
	if part.state:
		snapshot.restore(part.state, site)
		took = time.monotonic() - started
		say(f"{site} restored to “{part.state}” in {took:.1f} s.\n".encode())
	count = Count()
	failures: list[str] = []
	for suite in part.suites:
		if suite.is_present():
			environment = variables(settings, site, part.state) | suite.variables
			count += _run_suite(suite, environment, site, say)
			failures += reports.failures_of_junit(_report_of(suite))
	return Result(part.label, count, time.monotonic() - started, tuple(failures))


def _run_suite(suite: Suite, environment: dict[str, str], site: str, say: Say) -> Count:
	RESULTS.mkdir(parents=True, exist_ok=True)
	report = _report_of(suite)
	report.unlink(missing_ok=True)
	status, output = _run_live([*NICE, *suite.arguments(report, site)], suite.folder, environment, say)
	if status == NOTHING_COLLECTED and not report.exists():
		status = 0
	return reports.with_status(suite.count(report, output), status)


def _report_of(suite: Suite) -> Path:
	return RESULTS / f"{suite.name}.xml"


def variables(settings: Settings, site: str = paths.TEST_SITE, state: str | None = None) -> dict[str, str]:
	"""What tests are told about the bench, and about the test site that is theirs and what it holds."""
	return programs.environment(
		{
			"SERVICEDESK_TEST_SITE": site,
			"SERVICEDESK_TEST_ADDRESS": sites.addresses(settings.ports)[site],
			"SERVICEDESK_TEST_PRESET": snapshot.preset_of(state or ""),
			"SERVICEDESK_ADMINISTRATOR_PASSWORD": settings.passwords["administrator"],
			"PYTHONPATH": f"{paths.TOOLS}",
		}
	)


def _run_live(arguments: list[str], folder: Path, environment: dict[str, str], say: Say) -> tuple[int, str]:
	"""Run a program, have said what it prints as it comes, and return its status and all it printed."""
	process = subprocess.Popen(
		arguments,
		cwd=folder,
		env=environment,
		stdin=subprocess.DEVNULL,
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
	)
	_running.add(process)
	said = bytearray()
	stream = process.stdout
	try:
		while stream is not None and (piece := os.read(stream.fileno(), 65536)):
			said += piece
			say(piece)
		return process.wait(), said.decode(errors="replace")
	finally:
		_running.discard(process)


def end_running() -> None:
	"""End the test programs: when this one is interrupted, they must not go on unseen."""
	for process in tuple(_running):
		process.terminate()


def summary(results: Iterable[Result]) -> str:
	"""What failed and why, a line a part, and the sum as the last line.

	Of a long log people often have the end alone, so the end names what failed.
	"""
	results = list(results)
	failed = [f"FAILED {result.name}: {failure}" for result in results for failure in result.failures]
	lines = [f"{result.name:<20} {result.seconds:6.1f} s   {result.count}" for result in results]
	total = sum((result.count for result in results), Count())
	return "\n".join(["", "=== summary " + "=" * 62, *failed, *lines, str(total)])
