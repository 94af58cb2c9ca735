"""A call becomes a ticket; whoever phones is found by what one hears first."""

from typing import Any

import frappe

from servicedesk.api.agent import call_log
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	AGENT,
	REQUEST_TYPE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
)
from servicedesk.tickets import caller_search
from servicedesk.tickets.testing import make_ticket, rows_read

PETYA, IVAN = "petya@calls.test", "ivan@calls.test"
MANY = 2000


class CallTestCase(DeskTestCase):
	"""Two people of two customers."""

	def setUp(self) -> None:
		super().setUp()
		self.customer, self.other = make_customer("T Calls Ltd"), make_customer("T 100% Other")
		for user, customer, name, phone in (
			(PETYA, self.customer, "Petya Marinova Zlateva", "+359 888 123 456"),
			(IVAN, self.other, "Ivan Zlatev", "02 / 555 01 11"),
		):
			make_account(user, {customer: "Requester"})
			frappe.db.set_value("User", user, "full_name", name)
			frappe.get_doc("SD Portal Account", user).update({"phone": phone}).save()
		frappe.set_user(AGENT)

	def found(self, text: str) -> list[str]:
		"""Whom the search finds."""
		return [row["account"] for row in call_log.find_caller(text)["people"]]


class TestSearch(CallTestCase):
	"""By number, name, company, ticket, contract."""

	def test_by_the_number_however_it_is_written(self) -> None:
		for typed in ("+359 888 123 456", "0888123456", "888 123 456", "123456", "3456"):
			with self.subTest(typed=typed):
				self.assertEqual(self.found(typed), [PETYA])
		self.assertEqual(self.found("025550111"), [IVAN])
		self.assertEqual(self.found("99999999"), [])

	def test_by_name_and_surname_and_address(self) -> None:
		for typed in ("Petya", "petya mar", "Zlateva", "zlateva pet", "petya@calls"):
			with self.subTest(typed=typed):
				self.assertEqual(self.found(typed), [PETYA])
		self.assertEqual(set(self.found("Zlatev")), {PETYA, IVAN})

	def test_by_company_contract_and_ticket(self) -> None:
		self.assertEqual(self.found("T Calls"), [PETYA])
		frappe.set_user("Administrator")
		make_contract("T-CALL-7", self.customer)
		number = make_ticket(IVAN, self.other).name
		frappe.set_user(AGENT)
		self.assertEqual(self.found(number), [IVAN])
		customers = call_log.find_caller("T-CALL-7")["customers"]
		self.assertEqual([row["name"] for row in customers], [self.customer])

	def test_signs_of_the_database_stand_for_themselves(self) -> None:
		self.assertEqual(self.found("%"), [])
		self.assertEqual(self.found("T_Calls"), [])
		names = [row["customer_name"] for row in call_log.find_caller("T 100%")["customers"]]
		self.assertEqual(names, ["T 100% Other"])

	def test_too_little_finds_nobody(self) -> None:
		for text in ("", " ", "P", "12"):
			self.assertEqual(call_log.find_caller(text), {"people": [], "customers": []})

	def test_people_who_have_left_are_not_offered(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.set_value("SD Portal Account", PETYA, "account_state", "Disabled")
		frappe.db.set_value("SD Customer", self.other, "disabled", 1)
		frappe.set_user(AGENT)
		self.assertEqual(self.found("Zlatev"), [])

	def test_an_index_answers(self) -> None:
		"""Among many accounts only those that fit are read."""
		columns = ("name", "user", "full_name", "surname_first", "phone_reversed", "account_state")
		values = [
			(f"x{n}@many.test", f"x{n}@many.test", f"Xaver {n}", f"{n} Xaver", f"77{n:08}", "Active")
			for n in range(MANY)
		]
		frappe.db.bulk_insert("SD Portal Account", columns, values)
		for text in ("Zlatev", "123456"):
			caller_search.find(text)
			before = rows_read()
			caller_search.find(text)
			with self.subTest(text=text):
				self.assertLess(rows_read() - before, 200)

	def test_customers_find_nobody(self) -> None:
		frappe.set_user(PETYA)
		with self.assertRaises(frappe.PermissionError):
			call_log.find_caller("Ivan")


class TestLog(CallTestCase):
	"""The ticket that comes of it."""

	def log(self, **changes: Any) -> str:
		"""Log a call of Petya's."""
		said = {
			"customer": self.customer,
			"requester": PETYA,
			"request_type": REQUEST_TYPE,
			"text": "Nothing prints.\nSince yesterday.",
		}
		return call_log.log(**{**said, **changes})

	def test_a_ticket_on_the_customer_s_behalf(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.log(phone="0888 123 456"))
		self.assertEqual(
			(ticket.customer, ticket.requester, ticket.channel, ticket.opened_by, ticket.contact_phone),
			(self.customer, PETYA, "Phone", AGENT, "0888 123 456"),
		)
		self.assertEqual(
			(ticket.subject, ticket.description), ("Nothing prints.", "Nothing prints.\nSince yesterday.")
		)
		clocks = frappe.db.count("SD Ticket Clock", {"ticket": ticket.name})
		told = frappe.db.count("SD Outgoing Message", {"ticket": ticket.name})
		self.assertEqual((clocks, told), (2, 1))

	def test_somebody_unknown_of_a_known_company(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.log(requester="", channel="Email"))
		self.assertEqual((ticket.requester, ticket.channel), (None, "Email"))

	def test_the_same_entry_twice_is_one_ticket(self) -> None:
		self.assertEqual(self.log(key="k1"), self.log(key="k1"))
		self.assertNotEqual(self.log(key="k2"), self.log(key="k1"))

	def test_every_fault_by_its_field_and_nothing_made(self) -> None:
		before = frappe.db.count("SD Ticket")
		with self.assertRaises(Refused) as caught:
			self.log(customer="nobody", request_type="nothing", channel="Smoke", text=" ")
		self.assertEqual(set(caught.exception.problems), {"customer", "request_type", "channel", "text"})
		for changes in ({"requester": IVAN}, {"answers": "{"}, {"answers": "[]"}):
			with self.subTest(changes=changes), self.assertRaises(Refused):
				self.log(**changes)
		self.assertEqual(frappe.db.count("SD Ticket"), before)

	def test_choices(self) -> None:
		choices = call_log.choices()
		self.assertIn(REQUEST_TYPE, [row["value"] for row in choices["request_types"]])
		self.assertEqual(choices["channels"][0], "Phone")
		self.assertGreater(choices["files"]["largest_megabytes"], 0)

	def test_customers_log_nothing(self) -> None:
		frappe.set_user(PETYA)
		with self.assertRaises(frappe.PermissionError):
			self.log()
