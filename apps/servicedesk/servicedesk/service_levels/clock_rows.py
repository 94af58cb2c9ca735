"""Stored clocks as rows: read with one statement, and whatever of a ticket's clocks has changed written with one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.shared.rows import STANDARD_COLUMNS, standard_values

READING_COLUMNS = (
	"clock_state",
	"cycle",
	"started_at",
	"due_at",
	"next_change_at",
	"next_change_key",
	"met_at",
	"elapsed_seconds",
	"paused_seconds",
	"breached",
	"breached_at",
	"threshold_key",
)
RULE_COLUMNS = (
	"ticket",
	"label",
	"measure",
	"sla",
	"calendar",
	"target_seconds",
	"pauses_for_customer",
	"pauses_for_others",
	"shown_to_customer",
	"reason",
)
COLUMNS = (*RULE_COLUMNS, *READING_COLUMNS)
# What a ticket's clock keeps from the day on which it was made.
FIXED = ("name", "owner", "creation", "ticket", "measure")
# Written out: every page of a ticket asks for it.
_SELECT = f"select name, idx, {', '.join(COLUMNS)} from `tabSD Ticket Clock`"  # noqa: S608 - column names from the lists above
CLOCKS = f"{_SELECT} where ticket = %s order by idx"
CURRENT_CLOCKS = f"{CLOCKS} for update"
# What a customer's page makes a reading of: the rule alone, as the history says the rest.
SHOWN_CLOCKS = """select label, measure, calendar, target_seconds, pauses_for_customer, pauses_for_others
	from `tabSD Ticket Clock` where ticket = %s and shown_to_customer = 1 order by idx"""
CLOCKS_OF_MANY = f"{_SELECT} where ticket in %s order by ticket, idx"


def clock_name(ticket: str, measure: str) -> str:
	"""The name of a ticket's one clock of a kind."""
	return f"{ticket}:{measure}"


def write(rows: Sequence[dict[str, Any]]) -> None:
	"""Store new and changed clocks of any number of tickets. One statement, none without rows.

	A row holds COLUMNS and `idx`, the place among its ticket's clocks.
	"""
	if not rows:
		return
	stored = now_datetime()
	values: list[Any] = []
	for row in rows:
		values.extend(standard_values(clock_name(row["ticket"], row["measure"]), stored))
		values.extend(row[column] for column in ("idx", *COLUMNS))
	frappe.db.sql(_upsert(len(rows)), values)


@lru_cache(maxsize=256)
def _upsert(rows: int) -> str:
	columns = (*STANDARD_COLUMNS, "idx", *COLUMNS)
	place = "(" + ", ".join(["%s"] * len(columns)) + ")"
	places = ", ".join([place] * rows)
	renewed = ", ".join(f"{column} = values({column})" for column in columns if column not in FIXED)
	return (
		f"insert into `tabSD Ticket Clock` ({', '.join(columns)}) values {places}"  # noqa: S608 - column names from the lists above
		f" on duplicate key update {renewed}"
	)
