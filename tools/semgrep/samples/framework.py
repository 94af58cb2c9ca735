import functools
import time
from datetime import date, datetime
from functools import lru_cache

import frappe

# ruleid: framework-asked-at-import
TICKETS = frappe.qb.DocType("SD Ticket")
# ruleid: framework-asked-at-import
SETTINGS = frappe.get_cached_doc("SD Settings")


# ruleid: cached-across-sites
@lru_cache
def priorities():
	return frappe.get_all("SD Priority")


# ruleid: cached-across-sites
@functools.lru_cache(maxsize=10)
def teams():
	rows = frappe.get_all("SD Team")
	return [row.name for row in rows]


# ok: cached-across-sites
@lru_cache
def words(text):
	return text.split()


def inside():
	# ok: framework-asked-at-import
	return frappe.qb.DocType("SD Ticket")


def patch():
	# ruleid: framework-changed-from-outside
	frappe.get_list = inside
	# ruleid: framework-changed-from-outside
	frappe.utils.now = inside
	# ruleid: framework-changed-from-outside
	setattr(frappe.utils, "now", inside)
	# ok: framework-changed-from-outside
	frappe.flags.in_import = True
	# ok: framework-changed-from-outside
	frappe.local.scope = None


def now():
	# ruleid: clock-read-in-domain
	datetime.now()
	# ruleid: clock-read-in-domain
	date.today()
	# ruleid: clock-read-in-domain
	time.time()
	# ok: clock-read-in-domain
	datetime.fromisoformat("2026-01-01")


def correct(name):
	# ruleid: ledger-row-deleted
	frappe.delete_doc("SD Credit Entry", name)
	# ruleid: ledger-row-deleted
	frappe.db.delete("SD Ticket Event", {"ticket": name})
	# ok: ledger-row-deleted
	frappe.delete_doc("SD Announcement", name)
