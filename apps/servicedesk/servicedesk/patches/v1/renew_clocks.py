"""Clocks that were stored before kinds of clocks were data know no cycle, and not why they have their target."""

import frappe

from servicedesk.service_levels.renewals import note


def execute() -> None:
	"""Number the one cycle that they had, and have those of open tickets read anew; again, it changes nothing."""
	frappe.db.sql("update `tabSD Ticket Clock` set cycle = 1 where cycle = 0 and started_at is not null")
	slas = frappe.get_all("SD SLA", pluck="name", limit=0)
	if slas:
		note(slas)
