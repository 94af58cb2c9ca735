"""What a save of a ticket leaves in its history: one entry for each change that matters.

Which fields matter is a table. Messages, visits, merges and what else is no field's change are written by those who
bring them about.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from servicedesk.tickets import history, priority

# What a column of the history holds: a solution that is cleared is nowhere else, so it is kept as far as that goes.
MOST_BYTES = 65_535
# Room for the words that a text was cut.
CUT_BYTES = MOST_BYTES - 35
# Changes that other things hang on (clocks, notices, escalation) have an event of their own.
OWN_EVENTS = {
	"priority": history.PRIORITY_CHANGED,
	"team": history.TEAM_CHANGED,
	"agent": history.ASSIGNED,
}
OTHER_FIELDS = (
	"customer",
	"requester",
	"subject",
	"description",
	"request_type",
	"category",
	"impact",
	"urgency",
	"priority_by_matrix",
	"priority_reason",
	"service",
	"contract",
	"sla",
	"equipment",
	"tier",
	"channel",
	"contact_name",
	"contact_email",
	"contact_phone",
	"external_reference",
	"affected_description",
	"affected_city",
	"affected_street",
	"affected_contact",
	"affected_phone",
	"problem",
	"resolution",
	"workaround",
	"waiting_reason",
	"rating",
)
# Tables of the ticket, and what of their rows counts: a row's place and its own name are no news.
TABLES = {"answers": ("label", "value"), "participants": ("user",)}


def changes(before: Any, doc: Any, now: datetime) -> list[history.Event]:
	"""The entries of a save: what each field was and became, then the step of the workflow. No statement."""
	entries = [_changed(before, doc, field, now) for field in _changed_fields(before, doc)]
	entries += [entry for table in TABLES for entry in _changed_rows(before, doc, table, now)]
	if doc.categorised_at and not before.categorised_at:
		entries.append(
			history.Event(history.CATEGORISED, now, doc.state_category, detail=_text(doc, "category"))
		)
	if before.workflow_state != doc.workflow_state:
		entries.append(_moved(before, doc, now))
	return entries


def _changed_fields(before: Any, doc: Any) -> list[str]:
	return [field for field in (*OWN_EVENTS, *OTHER_FIELDS) if _text(before, field) != _text(doc, field)]


def _changed(before: Any, doc: Any, field: str, now: datetime) -> history.Event:
	reason = priority.in_words(doc) if field == "priority" else ""
	return history.Event(
		OWN_EVENTS.get(field, history.FIELD_CHANGED),
		now,
		doc.state_category,
		visible_to_customer=field == "category",
		# Whoever was put on the ticket stands here too: the first entries had no place of their own for it.
		detail=_text(doc, field) if field == "agent" else reason,
		field=field,
		from_value=fitting(_text(before, field)),
		to_value=fitting(_text(doc, field)),
	)


def _changed_rows(before: Any, doc: Any, table: str, now: datetime) -> list[history.Event]:
	"""One entry for the rows of a table that went and came; none where whoever saves has noted them already."""
	was, became = _rows(before, table), _rows(doc, table)
	if was == became or table in (doc.flags.noted_tables or ()):
		return []
	return [
		history.Event(
			history.FIELD_CHANGED,
			now,
			doc.state_category,
			visible_to_customer=False,
			field=table,
			from_value=_lines(was - became),
			to_value=_lines(became - was),
		)
	]


def _rows(doc: Any, table: str) -> Counter[str]:
	return Counter(
		": ".join(str(row.get(name) or "") for name in TABLES[table]) for row in doc.get(table) or ()
	)


def _lines(rows: Counter[str]) -> str:
	return fitting("\n".join(rows.elements()))


def _moved(before: Any, doc: Any, now: datetime) -> history.Event:
	return history.Event(
		history.STATE_CHANGED,
		now,
		doc.state_category,
		from_state=before.workflow_state,
		to_state=doc.workflow_state,
	)


def _text(doc: Any, field: str) -> str:
	value = doc.get(field)
	return "" if value in (None, 0) else str(value)


def fitting(text: str) -> str:
	"""The text as the history can hold it: whole, or else its beginning and how many characters more there were."""
	stored = text.encode()
	if len(stored) <= MOST_BYTES:
		return text
	kept = stored[:CUT_BYTES].decode(errors="ignore")
	return f"{kept} … [+{len(text) - len(kept)}]"
