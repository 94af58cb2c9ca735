"""The one door: what comes in, what is refused, and what happens with every ticket."""

from typing import Any

import frappe

from servicedesk.agreements.coverage import forget_covers
from servicedesk.shared.errors import NotCovered, Refused
from servicedesk.shared.testing import (
	NEW,
	SERVICE,
	SLA,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
)
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.testing import make_ticket, picture

CUSTOMER, OTHER, USER = "T Intake", "T Intake Other", "intake@t.test"
STATEMENTS = 25


class TestIntake(DeskTestCase):
	"""Tickets of one customer's requester."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer(CUSTOMER), make_customer(OTHER)
		make_account(USER, {cls.customer: "Requester"})
		cls.contract = make_contract("T-INTAKE", cls.customer)
		cls.foreign_contract = make_contract("T-INTAKE-OTHER", cls.other)

	def refused(self, **changes: Any) -> dict[str, str]:
		"""The problems with which a request is refused; nothing of it may be left."""
		before = frappe.db.count("SD Ticket"), frappe.db.count("File")
		with self.assertRaises(Refused) as caught:
			make_ticket(USER, changes.pop("customer", self.customer), **changes)
		self.assertEqual((frappe.db.count("SD Ticket"), frappe.db.count("File")), before)
		return caught.exception.problems

	def test_ticket_gets_number_state_clocks_history_and_confirmation(self) -> None:
		ticket = make_ticket(USER, self.customer)
		self.assertRegex(ticket.name, r"^TEST-\d+$")
		self.assertEqual((ticket.workflow_state, ticket.state_category), (NEW, "new"))
		self.assertEqual(
			(ticket.subject, ticket.contract, ticket.service, ticket.sla),
			(
				"The printer is on fire",
				self.contract,
				SERVICE,
				SLA,
			),
		)
		clocks = frappe.get_all(
			"SD Ticket Clock", {"ticket": ticket.name}, ["measure", "clock_state", "due_at"]
		)
		self.assertEqual(
			{row.measure: row.clock_state for row in clocks}, {"Resolve": "running", "Take Over": "running"}
		)
		self.assertTrue(all(row.due_at for row in clocks))
		events = frappe.get_all("SD Ticket Event", {"ticket": ticket.name}, ["event", "to_state", "actor"])
		self.assertEqual([(row.event, row.to_state, row.actor) for row in events], [("created", NEW, USER)])
		mails = frappe.get_all(
			"SD Outgoing Message", {"ticket": ticket.name}, ["event", "recipient", "state"]
		)
		self.assertEqual(
			[(row.event, row.recipient, row.state) for row in mails], [("ticket_received", USER, "Queued")]
		)

	def test_answers_are_kept_with_their_questions(self) -> None:
		ticket = make_ticket(USER, self.customer, answers={"summary": "Заявка №5 — ș ț", "retailer": "Two"})
		stored = frappe.get_doc("SD Ticket", ticket.name)
		self.assertEqual(
			[(row.label, row.value) for row in stored.answers],
			[("Summary", "Заявка №5 — ș ț"), ("Retailer", "Two")],
		)
		self.assertEqual([row.user for row in stored.participants], [USER])

	def test_missing_and_wrong_answers_are_named_by_field(self) -> None:
		problems = self.refused(answers={"retailer": "Three", "details": "x" * 20_001})
		self.assertEqual(set(problems), {"summary", "retailer", "details"})

	def test_forged_contract_service_and_customer(self) -> None:
		self.assertIn("contract", self.refused(contract=self.foreign_contract))
		self.assertIn("service", self.refused(service="No Such Service"))
		self.assertIn("customer", self.refused(customer=self.other))

	def test_same_key_makes_one_ticket(self) -> None:
		first = make_ticket(USER, self.customer, key="click")
		second = make_ticket(USER, self.customer, key="click")
		self.assertEqual(first.name, second.name)

	def test_file_is_stored_privately_on_the_ticket(self) -> None:
		ticket = make_ticket(USER, self.customer, files=[picture("../../снимка.png")])
		files = frappe.get_all(
			"File", {"attached_to_name": ticket.name}, ["file_name", "is_private", "file_url"]
		)
		self.assertEqual([(row.file_name, row.is_private) for row in files], [("снимка.png", 1)])
		self.assertTrue(files[0].file_url.startswith("/private/files/"))

	def test_refused_files(self) -> None:
		for name, content in (
			("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
			("a.png", b"<html><script>alert(1)</script>"),
			("a.exe", b"MZ"),
			("a.png", b""),
		):
			with self.subTest(name=name, content=content[:10]):
				self.assertIn("file", self.refused(files=[IncomingFile(name, content, "file")]))

	def test_file_over_the_limit(self) -> None:
		settings = frappe.get_doc("SD Settings")
		settings.maximum_file_megabytes = 1
		settings.save()
		self.assertIn(
			"1 MB", self.refused(files=[IncomingFile("a.txt", b"x" * (1024 * 1024 + 1), "file")])["file"]
		)

	def test_no_valid_contract_is_refused_where_one_is_needed(self) -> None:
		settings = frappe.get_doc("SD Settings")
		settings.update({"contract_required": 1, "refusal_contact": "call 555"})
		settings.save()
		for change, reason in (
			({"contract_state": "Terminated", "termination_reason": "unpaid"}, "was terminated on"),
			({"end_date": "2020-01-02"}, "ended on 2 January 2020"),
			({"start_date": "2999-01-01"}, "begins only on 1 January 2999"),
		):
			with self.subTest(change=change):
				frappe.db.savepoint("contract")
				frappe.get_doc("SD Contract", self.contract).update(change).save()
				with self.assertRaisesRegex(NotCovered, rf"{reason}.* call 555"):
					make_ticket(USER, self.customer)
				frappe.db.rollback(save_point="contract")
				forget_covers(self.customer)

	def test_desk_and_api_go_through_the_same_door(self) -> None:
		values = {
			"doctype": "SD Ticket",
			"subject": "Phoned in",
			"customer": self.customer,
			"requester": USER,
			"channel": "Phone",
		}
		ticket = frappe.get_doc({**values, "workflow_state": "T Closed", "state_category": "closed"}).insert()
		self.assertEqual(
			(ticket.workflow_state, ticket.state_category, ticket.opened_by), (NEW, "new", "Administrator")
		)
		self.assertEqual(frappe.db.count("SD Ticket Clock", {"ticket": ticket.name}), 2)
		with self.assertRaises(Refused):
			frappe.get_doc({**values, "contract": self.foreign_contract}).insert()
		with self.assertRaises(Refused):
			frappe.get_doc({**values, "customer": self.other}).insert()

	def test_customer_cannot_open_for_another_through_the_framework(self) -> None:
		frappe.set_user(USER)
		values = {"doctype": "SD Ticket", "subject": "Forged", "channel": "Portal"}
		for forged in (
			{"customer": self.other, "requester": USER},
			{"customer": self.customer, "requester": "Administrator"},
		):
			with (
				self.subTest(forged=forged),
				self.assertRaises((Refused, frappe.PermissionError, frappe.LinkValidationError)),
			):
				frappe.get_doc({**values, **forged}).insert()

	def test_statements_of_a_new_ticket(self) -> None:
		make_ticket(USER, self.customer)
		with self.assertQueryCount(STATEMENTS):
			make_ticket(USER, self.customer)
