"""Calendar files."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from servicedesk.domain.calendar_file import LONGEST_LINE, Appointment, calendar_file

START = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Sofia"))
VISIT = Appointment(
	key="visit-1@desk.test",
	starts=START,
	ends=START + timedelta(hours=2),
	written=datetime(2026, 11, 22, 8, 30, tzinfo=timezone.utc),
	summary="HELP-1; printer",
	place="ул. „Фабрична“ 12, София",
)


def test_the_file() -> None:
	lines = calendar_file(VISIT).split("\r\n")
	assert lines[0] == "BEGIN:VCALENDAR"
	assert lines[-2:] == ["END:VCALENDAR", ""]
	assert "METHOD:PUBLISH" in lines
	assert "UID:visit-1@desk.test" in lines
	assert "DTSTART:20261125T080000Z" in lines
	assert "DTEND:20261125T100000Z" in lines
	assert "DTSTAMP:20261122T083000Z" in lines
	assert f"SEQUENCE:{int(VISIT.written.timestamp())}" in lines
	assert "SUMMARY:HELP-1\\; printer" in lines
	assert "LOCATION:ул. „Фабрична“ 12\\, София" in lines
	assert not any(line.startswith("DESCRIPTION") for line in lines)


def test_a_cancelled_visit() -> None:
	text = calendar_file(replace(VISIT, cancelled=True))
	assert "METHOD:CANCEL" in text
	assert "STATUS:CANCELLED" in text


def test_nobody_writes_a_line_of_their_own() -> None:
	notes = "Bring a ladder\r\nEND:VEVENT\nSTATUS:CANCELLED\\n"
	text = calendar_file(replace(VISIT, notes=notes))
	assert "DESCRIPTION:Bring a ladder\\nEND:VEVENT\\nSTATUS:CANCELLED\\\\n\r\n" in text


def test_long_lines_are_folded_between_characters() -> None:
	text = calendar_file(replace(VISIT, summary="Принтер " * 40))
	assert all(len(line.encode()) <= LONGEST_LINE for line in text.split("\r\n"))
	assert "Принтер " * 40 in text.replace("\r\n ", "")
