"""Clocks that waited to be read anew had a DocType of their own; now they are background work like any other."""

import frappe

from servicedesk.service_levels.renewals import note

BEFORE = "SD Clock Renewal"


def execute() -> None:
	"""Ask again for what was asked for, from the first ticket on, and take the DocType away; again, it changes nothing."""
	if frappe.db.table_exists(BEFORE, cached=False):
		note(_waiting())
		frappe.delete_doc("DocType", BEFORE, force=True, ignore_missing=True)
		frappe.db.sql_ddl("drop table if exists `tabSD Clock Renewal`")


def _waiting() -> list[str]:
	"""The SLAs that were asked for."""
	return frappe.db.sql("select name from `tabSD Clock Renewal`", pluck=True)
