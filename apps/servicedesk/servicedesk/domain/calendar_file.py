"""An appointment as a calendar file (RFC 5545), which mail programs and telephones put into the reader's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

# RFC 5545, 3.1: a line has at most 75 octets; the next one goes on behind a blank.
LONGEST_LINE = 75


@dataclass(frozen=True, slots=True)
class Appointment:
	"""What takes place when and where. The same `key` with a later `written` replaces what was sent before."""

	key: str
	starts: datetime
	ends: datetime
	written: datetime
	summary: str
	place: str
	notes: str = ""
	cancelled: bool = False


def calendar_file(appointment: Appointment) -> str:
	"""Return the file's text; its times (aware) are written in UTC, so that every calendar shows its own zone's."""
	lines = [
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//servicedesk//visits//EN",
		f"METHOD:{'CANCEL' if appointment.cancelled else 'PUBLISH'}",
		"BEGIN:VEVENT",
		f"UID:{_text(appointment.key)}",
		f"SEQUENCE:{int(appointment.written.timestamp())}",
		f"DTSTAMP:{_moment(appointment.written)}",
		f"DTSTART:{_moment(appointment.starts)}",
		f"DTEND:{_moment(appointment.ends)}",
		f"SUMMARY:{_text(appointment.summary)}",
		f"LOCATION:{_text(appointment.place)}",
		*([f"DESCRIPTION:{_text(appointment.notes)}"] if appointment.notes else []),
		f"STATUS:{'CANCELLED' if appointment.cancelled else 'CONFIRMED'}",
		"END:VEVENT",
		"END:VCALENDAR",
	]
	return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(instant: datetime) -> str:
	return instant.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
	"""RFC 5545, 3.3.11: what has a meaning of its own in the file is written behind a backslash."""
	lines = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").splitlines()
	return "\\n".join(lines)


def _folded(line: str) -> str:
	"""The line in pieces that are short enough; no character is cut."""
	pieces, length = [""], 0
	for character in line:
		size = len(character.encode())
		if length + size > LONGEST_LINE:
			pieces.append("")
			length = 1
		pieces[-1] += character
		length += size
	return "\r\n ".join(pieces)
