"""The parts of `./servicedesk test`: what each runs, on what state of the test site, and how it is counted."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from localbench import paths, programs, reports, sites, snapshot
from localbench.plan import Settings
from localbench.reports import Count

RESULTS = paths.VAR / "test-results"
DOMAIN = paths.APP / "servicedesk" / "domain"
# pytest's way of saying that a folder holds no tests
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Suite:
	"""One program that tests, and how to count what it did. `count` gets its report's path and what it printed."""

	name: str
	arguments: Callable[[Path], list[str]]
	count: Callable[[Path, str], Count]
	folder: Path = paths.ROOT
	is_present: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Part:
	"""Suites under one name. `state` is the test site's state they start from; none means they need no site."""

	name: str
	suites: tuple[Suite, ...]
	state: str | None = None
	variables: dict[str, str] = field(default_factory=dict)


def pytest_suite(name: str, *options: str) -> Suite:
	"""Tests run by pytest; folders that hold none count nothing."""
	return Suite(
		name,
		lambda report: [str(paths.PYTHON), "-m", "pytest", f"--junitxml={report}", *options],
		lambda report, _: reports.of_junit(report),
		is_present=lambda: any(_holds_tests(option) for option in options if not option.startswith("-")),
	)


def _holds_tests(option: str) -> bool:
	place = paths.ROOT / option
	return place.is_file() or next(place.rglob("test_*.py"), None) is not None


def _app_tests(report: Path) -> list[str]:
	options = (
		"--site",
		paths.TEST_SITE,
		"run-tests",
		"--app",
		sites.APP_NAME,
		"--junit-xml-output",
		str(report),
	)
	return programs.bench_arguments(*options)


PARTS = (
	Part(
		"lint",
		(
			Suite(
				"lint",
				lambda _: [str(paths.PYTHON), str(paths.TOOLS / "lint.py")],
				lambda _, output: reports.of_lint(output),
			),
		),
	),
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
	Part("architecture", (pytest_suite("architecture", "tests/architecture"),)),
	Part(
		"tools",
		(
			pytest_suite("tools", "tests/tools"),
			Suite(
				"assets",
				lambda _: ["node", "--test", "--test-reporter=spec", "tools/assets/"],
				lambda _, output: reports.of_node(output),
				is_present=lambda: next((paths.TOOLS / "assets").glob("*.test.mjs"), None) is not None,
			),
		),
	),
	Part(
		"app",
		(Suite("app", _app_tests, lambda report, _: reports.of_junit(report), paths.SITES),),
		snapshot.APP,
	),
	Part("security", (pytest_suite("security", "tests/security"),), snapshot.PRESET),
	Part("faults", (pytest_suite("faults", "tests/faults"),), snapshot.PRESET),
	Part("e2e", (pytest_suite("e2e", "tests/e2e"),), snapshot.PRESET),
)
NAMES = tuple(part.name for part in PARTS)


@dataclass(frozen=True)
class Result:
	"""How a part went, and how long it took in seconds."""

	name: str
	count: Count
	seconds: float


def run(part: Part, settings: Settings, options: tuple[str, ...] = ()) -> Result:
	"""Run one part with live output. `options` go to its test programs."""
	started = time.monotonic()
	print(f"\n=== {part.name} " + "=" * (70 - len(part.name)), flush=True)
	if part.state:
		snapshot.restore(part.state)
		print(f"Test site restored to “{part.state}” in {time.monotonic() - started:.1f} s.", flush=True)
	count = Count()
	for suite in part.suites:
		if suite.is_present():
			count += _run_suite(suite, settings, options)
	return Result(part.name, count, time.monotonic() - started)


def _run_suite(suite: Suite, settings: Settings, options: tuple[str, ...]) -> Count:
	RESULTS.mkdir(parents=True, exist_ok=True)
	report = RESULTS / f"{suite.name}.xml"
	report.unlink(missing_ok=True)
	status, output = _run_live([*suite.arguments(report), *options], suite.folder, variables(settings))
	if status == NOTHING_COLLECTED and not report.exists():
		status = 0
	return reports.with_status(suite.count(report, output), status)


def variables(settings: Settings) -> dict[str, str]:
	"""What tests are told about the bench."""
	return programs.environment(
		{
			"SERVICEDESK_TEST_SITE": paths.TEST_SITE,
			"SERVICEDESK_TEST_ADDRESS": sites.addresses(settings.ports)[paths.TEST_SITE],
			"SERVICEDESK_ADMINISTRATOR_PASSWORD": settings.passwords["administrator"],
			"PYTHONPATH": f"{paths.TOOLS}",
		}
	)


def _run_live(arguments: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, str]:
	"""Run a program, show what it prints as it comes, and return its status and all it printed."""
	process = subprocess.Popen(
		arguments,
		cwd=folder,
		env=environment,
		stdin=subprocess.DEVNULL,
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
	)
	said = bytearray()
	stream = process.stdout
	try:
		while stream is not None and (piece := os.read(stream.fileno(), 65536)):
			said += piece
			sys.stdout.buffer.write(piece)
			sys.stdout.flush()
		return process.wait(), said.decode(errors="replace")
	finally:
		# Interrupted: the tests must not go on unseen.
		if process.poll() is None:
			process.terminate()
			process.wait()


def summary(results: list[Result]) -> str:
	"""A line a part, and the sum as the last line."""
	lines = [f"{result.name:<14} {result.seconds:6.1f} s   {result.count}" for result in results]
	total = sum((result.count for result in results), Count())
	return "\n".join(["", "=== summary " + "=" * 62, *lines, str(total)])
