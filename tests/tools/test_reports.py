"""Counting of tests, and what people see of mails and sample people."""

import os
from email.message import EmailMessage
from pathlib import Path

import pytest

from localbench import people, process_logs, reports, sent_mail, test_parts
from localbench.problems import Problem
from localbench.reports import Count

JUNIT = """<?xml version="1.0"?><testsuites><testsuite name="a">
<testcase name="one"/><testcase name="two"><failure message="no"/></testcase>
<testcase name="three"><error message="no"/></testcase><testcase name="four"><skipped/></testcase>
</testsuite><testsuite name="b"><testcase name="five"/></testsuite></testsuites>"""


def test_junit(tmp_path: Path) -> None:
	report = tmp_path / "report.xml"
	report.write_text(JUNIT)
	assert reports.of_junit(report) == Count(2, 2)


def test_the_end_of_a_run_names_what_failed_and_why(tmp_path: Path) -> None:
	report = tmp_path / "report.xml"
	report.write_text(
		'<testsuite><testcase classname="tests.a" name="one"/>'
		'<testcase classname="tests.a" name="two"><failure message="3 is not&#10; 4"/></testcase></testsuite>'
	)
	failures = tuple(reports.failures_of_junit(report))
	said = test_parts.summary([test_parts.Result("e2e", Count(1, 1), 1.0, failures)]).splitlines()
	assert "FAILED e2e: tests.a::two: 3 is not 4" in said
	assert said[-1] == "1 passed, 1 failed"
	assert reports.failures_of_junit(tmp_path / "none.xml") == []


@pytest.mark.parametrize("content", [None, "", "<testsuites>"])
def test_no_report_counts_nothing_and_a_bad_end_counts_as_a_failure(
	tmp_path: Path, content: str | None
) -> None:
	report = tmp_path / "report.xml"
	if content is not None:
		report.write_text(content)
	assert reports.of_junit(report) == Count(0, 0)
	assert reports.with_status(Count(0, 0), 1) == Count(0, 1)
	assert reports.with_status(Count(5, 2), 1) == Count(5, 2)
	assert reports.with_status(Count(5, 0), 0) == Count(5, 0)


def test_lint_and_node() -> None:
	assert reports.of_lint("ok    ruff   0.3 s\nFAIL  our rules   9.1 s\nok in 3 s\n") == Count(1, 1)
	assert reports.of_node("# tests 5\n# pass 4\n# fail 1\n") == Count(4, 1)
	assert reports.of_node("ℹ pass 4\nℹ fail 0\n") == Count(4, 0)


def test_the_last_line_of_a_run_is_the_sum() -> None:
	results = [test_parts.Result("unit", Count(10, 0), 1.0), test_parts.Result("app", Count(5, 2), 2.0)]
	assert test_parts.summary(results).splitlines()[-1] == "15 passed, 2 failed"


def test_mails_are_shown_readable_and_the_newest_last(tmp_path: Path) -> None:
	for number, subject in enumerate(("Първо", "Второ", "Трето")):
		message = EmailMessage()
		message["From"], message["To"], message["Subject"] = "desk@example.org", "a@example.org", subject
		message.set_content(f"Текст {number}")
		message.add_attachment(b"x", maintype="application", subtype="pdf", filename="paper.pdf")
		file = tmp_path / "a@example.org" / "new" / f"{number}.mail"
		file.parent.mkdir(parents=True, exist_ok=True)
		file.write_bytes(message.as_bytes())
		os.utime(file, (number, number))
	shown = sent_mail.show(2, tmp_path)
	assert "Първо" not in shown
	assert shown.index("Subject: Второ") < shown.index("Subject: Трето")
	assert "Текст 2" in shown
	assert "Attached: paper.pdf" in shown


def test_no_mail_yet(tmp_path: Path) -> None:
	assert sent_mail.show(5, tmp_path) == "No mail has been sent yet."


def test_sample_people_come_from_the_preset(tmp_path: Path) -> None:
	folder = tmp_path / "small" / "sample"
	folder.mkdir(parents=True)
	(folder / "10-people.json").write_text(
		'[{"doctype": "User", "email": "a@example.org", "first_name": "Ana", "new_password": "p",'
		' "roles": [{"role": "Agent"}]}, {"doctype": "SD Customer", "name": "x"}]'
	)
	found = people.of_preset("small", tmp_path)
	assert found == [people.Person("a@example.org", "Ana", ("Agent",), "p")]
	assert people.table(found) == "  a@example.org  p  Agent"
	assert people.table(people.of_preset("other", tmp_path)) == "  (no sample people)"


def test_logs_of_an_unknown_process() -> None:
	with pytest.raises(Problem, match="There is no process nobody"):
		process_logs.files("nobody")
