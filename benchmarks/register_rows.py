"""Registers of any size: customers, their people, contracts, equipment and requests, by one statement a table.

Past the framework, which would need hours. The numbers a customer have are the same at every size, so that what a
customer sees stays as long as it was.
"""

import frappe

ACCOUNTS_EACH, EQUIPMENT_EACH, TICKETS_EACH = 5, 20, 20
PERSON, CUSTOMER, KIND = "bench-1@benchmark.test", "bench-1", "Benchmark Kind"
TABLES = (
	"User", "Has Role", "SD Customer", "SD Portal Account", "SD Account Customer", "SD Site", "SD Contract",
	"SD Contract Service", "SD Equipment", "SD Ticket", "SD Ticket Participant",
)  # fmt: skip
# Each takes `first` and `last`, the numbers of the rows to be made; a row belongs to customer 1 + (number - 1) div each.
CUSTOMERS = """insert into `tabSD Customer` (name, creation, modified, owner, modified_by, customer_name, customer_code)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator', concat('Benchmark ', seq),
		concat('B', seq)
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
SITES = """insert into `tabSD Site` (name, creation, modified, owner, modified_by, customer, site_name, city)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator', concat('bench-', seq), 'Office', 'Sofia'
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
USERS = """insert into `tabUser`
		(name, creation, modified, owner, modified_by, email, first_name, full_name, enabled, user_type, language)
	select concat('bench-', seq, '@benchmark.test'), now(), now(), 'Administrator', 'Administrator',
		concat('bench-', seq, '@benchmark.test'), concat('Person ', seq), concat('Person ', seq), 1, 'Website User', 'en'
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
ROLES = """insert into `tabHas Role`
		(name, creation, modified, owner, modified_by, parent, parenttype, parentfield, idx, role)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator',
		concat('bench-', seq, '@benchmark.test'), 'User', 'roles', 1, 'Service Desk Customer'
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
ACCOUNTS = """insert into `tabSD Portal Account`
		(name, creation, modified, owner, modified_by, user, full_name, customer, account_state)
	select concat('bench-', seq, '@benchmark.test'), now(), now(), 'Administrator', 'Administrator',
		concat('bench-', seq, '@benchmark.test'), concat('Person ', seq), concat('bench-', 1 + (seq - 1) div %(each)s),
		'Active'
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
ACCOUNT_CUSTOMERS = """insert into `tabSD Account Customer`
		(name, creation, modified, owner, modified_by, parent, parenttype, parentfield, idx, customer, account_role)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator',
		concat('bench-', seq, '@benchmark.test'), 'SD Portal Account', 'customers', 1,
		concat('bench-', 1 + (seq - 1) div %(each)s), 'Requester'
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
CONTRACTS = """insert into `tabSD Contract`
		(name, creation, modified, owner, modified_by, contract_number, customer, contract_state, start_date, end_date)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator', concat('bench-', seq),
		concat('bench-', seq), 'Active', '2020-01-01', date_add('2031-01-01', interval seq mod 900 day)
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
CONTRACT_SERVICES = """insert into `tabSD Contract Service`
		(name, creation, modified, owner, modified_by, parent, parenttype, parentfield, idx, service)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator', concat('bench-', seq), 'SD Contract',
		'services', 1, (select name from `tabSD Service` order by name limit 1)
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
EQUIPMENT = """insert into `tabSD Equipment`
		(name, creation, modified, owner, modified_by, title, customer, kind, model, serial_number, site, contract,
		equipment_state, city)
	select concat('bench-', seq), now(), now() - interval seq second, 'Administrator', 'Administrator',
		concat('Printer ', seq), concat('bench-', 1 + (seq - 1) div %(each)s), 'Benchmark Kind',
		concat('M', seq mod 40), concat('SN', seq), concat('bench-', 1 + (seq - 1) div %(each)s),
		concat('bench-', 1 + (seq - 1) div %(each)s), 'In Use', 'Sofia'
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
TICKETS = """insert into `tabSD Ticket`
		(name, creation, modified, owner, modified_by, subject, workflow_state, state_category, customer, requester,
		raised_at, last_activity_at)
	select concat('BENCH-', seq), now(), now(), 'Administrator', 'Administrator', concat('Subject ', seq),
		(select workflow_state from `tabSD Ticket` where name not like 'BENCH-%%' limit 1),
		elt(1 + seq mod 4, 'new', 'active', 'waiting_for_customer', 'closed'),
		concat('bench-', 1 + (seq - 1) div %(each)s),
		concat('bench-', 1 + ((seq - 1) div %(each)s) * %(accounts)s + seq mod %(accounts)s, '@benchmark.test'),
		now() - interval seq second, now()
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
PARTICIPANTS = """insert into `tabSD Ticket Participant`
		(name, creation, modified, owner, modified_by, parent, parenttype, parentfield, idx, user)
	select concat('bench-', seq), now(), now(), 'Administrator', 'Administrator', concat('BENCH-', seq), 'SD Ticket',
		'participants', 1,
		concat('bench-', 1 + ((seq - 1) div %(each)s) * %(accounts)s + seq mod %(accounts)s, '@benchmark.test')
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""
GROWTH = (
	(CUSTOMERS, 1), (SITES, 1), (CONTRACTS, 1), (CONTRACT_SERVICES, 1), (USERS, ACCOUNTS_EACH), (ROLES, ACCOUNTS_EACH),
	(ACCOUNTS, ACCOUNTS_EACH), (ACCOUNT_CUSTOMERS, ACCOUNTS_EACH), (EQUIPMENT, EQUIPMENT_EACH),
	(TICKETS, TICKETS_EACH), (PARTICIPANTS, TICKETS_EACH),
)  # fmt: skip


def grow(before: int, customers: int) -> None:
	"""Make customers number `before` + 1 to `customers`, with all that is theirs, and let the database look at it."""
	frappe.set_user("Administrator")
	if not before:
		frappe.get_doc({"doctype": "SD Equipment Kind", "kind_name": KIND}).insert(ignore_if_duplicate=True)
	for statement, each in GROWTH:
		numbers = {
			"first": before * each + 1,
			"last": customers * each,
			"each": each,
			"accounts": ACCOUNTS_EACH,
		}
		# query-in-loop: one statement a table
		frappe.db.sql(statement, numbers)
	frappe.db.commit()
	for table in TABLES:
		# query-in-loop: one statement a table; the names are our own
		frappe.db.sql_ddl(f"analyze table `tab{table}`")
	frappe.clear_cache()
