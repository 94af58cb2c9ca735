import frappe


def build(name, column):
	# ruleid: sql-built-from-text
	frappe.db.sql(f"select name from `tabSD Ticket` where name = '{name}'")
	# ruleid: sql-built-from-text
	frappe.db.sql("select name from `tabSD Ticket` where name = '%s'" % name)
	# ruleid: sql-built-from-text
	frappe.db.sql("select name from `tabSD Ticket` where name = '{}'".format(name), as_dict=True)
	# ruleid: sql-built-from-text
	frappe.db.sql("select name from `tabSD Ticket` where name = " + name)
	query = f"select {column} from `tabSD Ticket`"
	# ruleid: sql-built-from-text
	frappe.db.sql(query)
	# ok: sql-built-from-text
	frappe.db.sql("select name from `tabSD Ticket` where name = %(name)s", {"name": name})
	# ok: sql-built-from-text
	frappe.db.get_value("SD Ticket", f"T-{name}")


def search(word, table):
	# ruleid: search-with-leading-wildcard
	frappe.get_all("SD Article", filters={"title": ["like", f"%{word}%"]})
	# ruleid: search-with-leading-wildcard
	frappe.get_all("SD Article", filters=[["title", "like", "%" + word]])
	# ruleid: search-with-leading-wildcard
	table.title.like(f"%{word}%")
	# ok: search-with-leading-wildcard
	frappe.get_all("SD Article", filters={"title": ["like", f"{word}%"]})


def read():
	# ruleid: single-read-as-table
	frappe.db.get_value("SD Settings", "SD Settings", "contract_required")
	# ruleid: single-read-as-table
	frappe.db.get_value("SD Settings", None, "contract_required")
	# ok: single-read-as-table
	frappe.db.get_single_value("SD Settings", "contract_required")
	# ok: single-read-as-table
	frappe.db.get_value("SD Ticket", "T-1", "subject")


def list_all():
	# ruleid: whole-table-read
	frappe.get_all("SD Ticket", pluck="name")
	# ruleid: whole-table-read
	frappe.get_all("SD Customer", fields=["name"])
	# ok: whole-table-read
	frappe.get_all("SD Ticket", filters={"customer": "C"}, pluck="name")
	# ok: whole-table-read
	frappe.get_all("SD Priority", pluck="name")
