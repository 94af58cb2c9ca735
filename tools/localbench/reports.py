"""Counts tests from the reports that the test programs write."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

LONGEST_REASON = 400
LINT_LINE = re.compile(r"^(ok  |FAIL)  \S.* [\d.]+ s$", re.MULTILINE)
NODE_LINE = re.compile(r"^(?:#|ℹ) (pass|fail) (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Count:
	"""How many tests passed and failed. What was skipped is neither."""

	passed: int = 0
	failed: int = 0

	def __add__(self, other: "Count") -> "Count":
		return Count(self.passed + other.passed, self.failed + other.failed)

	def __str__(self) -> str:
		return f"{self.passed} passed, {self.failed} failed"


def of_junit(file: Path) -> Count:
	"""The count in a JUnit report, as pytest and Frappe's runner write it; nothing when there is none."""
	try:
		# Written a moment ago by our own test run.
		root = ElementTree.parse(file).getroot()  # noqa: S314
	except (FileNotFoundError, ElementTree.ParseError):
		return Count()
	failed = passed = 0
	for case in root.iter("testcase"):
		if case.find("failure") is not None or case.find("error") is not None:
			failed += 1
		elif case.find("skipped") is None:
			passed += 1
	return Count(passed, failed)


def failures_of_junit(file: Path) -> list[str]:
	"""A line for each failed test of a JUnit report: its name, and the first words of what was wrong."""
	try:
		# Written a moment ago by our own test run.
		root = ElementTree.parse(file).getroot()  # noqa: S314
	except (FileNotFoundError, ElementTree.ParseError):
		return []
	return [
		f"{case.get('classname', '')}::{case.get('name', '')}: {' '.join(problem.get('message', '').split())[:LONGEST_REASON]}"
		for case in root.iter("testcase")
		for problem in (*case.iter("failure"), *case.iter("error"))
	]


def of_lint(output: str) -> Count:
	"""The count in what the linters printed: each check is a test."""
	marks = LINT_LINE.findall(output)
	return Count(marks.count("ok  "), marks.count("FAIL"))


def of_node(output: str) -> Count:
	"""The count in what node's test runner printed."""
	found = {name: int(number) for name, number in NODE_LINE.findall(output)}
	return Count(found.get("pass", 0), found.get("fail", 0))


def with_status(count: Count, status: int) -> Count:
	"""A program that failed without naming a failed test counts as one."""
	return Count(count.passed, max(count.failed, 1)) if status else count
