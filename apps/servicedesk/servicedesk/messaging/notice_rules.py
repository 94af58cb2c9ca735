"""The table of who is told what, as notices are made by it: read once, kept until somebody changes a row."""

import frappe
from frappe.utils import now_datetime

from servicedesk.domain.notice_table import DEFAULTS, Role, Row
from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

RULE = "SD Notice Rule"
COLUMNS = (*STANDARD_COLUMNS, "event", "role", "enabled", "stand_in")
RULES = KeptValues("servicedesk_notice_rules")
ALL = "all"


def row_of(event: str) -> Row:
	"""The roles that are told of the event. No statement while nobody changes the table."""
	return _table().get(event, {})


def forget_rules() -> None:
	"""Make the next reader see a changed row."""
	RULES.forget(ALL)


def ensure_rules() -> int:
	"""Make the rows that the site lacks, as desks begin; return how many. What staff have chosen stays."""
	there = set(frappe.get_all(RULE, pluck="name", limit=0))
	now = now_datetime()
	rows = [
		(
			*standard_values(name_of(event, role), now),
			event,
			str(role),
			int(role in row),
			int(bool(row.get(role))),
		)
		for event, row in DEFAULTS.items()
		for role in Role
		if name_of(event, role) not in there
	]
	insert_rows(RULE, COLUMNS, rows)
	forget_rules()
	return len(rows)


def name_of(event: str, role: str) -> str:
	"""The name of the row: each event and role has one."""
	return f"{event}-{role}"


def _table() -> dict[str, dict[str, bool]]:
	return RULES.value(ALL, _read)


def _read(_key: str) -> dict[str, dict[str, bool]]:
	"""By event and role whether it is a stand-in. A row that is missing is as desks begin."""
	table = {
		event: {str(role): stands_in for role, stands_in in row.items()} for event, row in DEFAULTS.items()
	}
	for event, role, enabled, stand_in in _stored():
		row = table.setdefault(event, {})
		row.pop(role, None)
		if enabled:
			row[role] = bool(stand_in)
	return table


def _stored() -> tuple[tuple[str, str, int, int], ...]:
	try:
		return frappe.db.sql("select event, role, enabled, stand_in from `tabSD Notice Rule`")
	except frappe.db.ProgrammingError as error:
		# Between an update's code and its migration people are told what they were told before.
		if frappe.db.is_table_missing(error):
			return ()
		raise
