"""Registration: what comes of it, and what a stranger may learn from it."""

from functools import partial
from unittest.mock import patch

import frappe

from servicedesk.access import accounts, attempts, registration, secret_questions
from servicedesk.access.testing import AccessTestCase, count_work
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import make_account, make_customer, make_user
from servicedesk.shared.visibility import scope_of

ADDRESS = "maria@nova.test"
TYPED = {
	"organisation": "T Нова ООД 😀",
	"first_name": "Мария",
	"last_name": "Стоянова",
	"position": "T директор",
	"city": "София",
	"address": "ул. Шипка 1\nет. 2",
	"phone": "+359 2 123",
	"email": ADDRESS,
}


class TestRegistration(AccessTestCase):
	"""Somebody registers, and a worker finds out what comes of it."""

	def register(self, **changes: str) -> str:
		"""Register as a guest does, and let the worker do its part; return the state."""
		frappe.set_user("Guest")
		try:
			with patch.object(frappe, "enqueue") as enqueue:
				registration.receive({**TYPED, **changes}, "en")
			name = enqueue.call_args_list[-1].kwargs["registration"]
			registration.process(name)
			registration.process(name)
		finally:
			frappe.set_user("Administrator")
		self.name = name
		return str(frappe.db.get_value("SD Registration", name, "registration_state"))

	def test_a_new_organisation_has_its_manager(self) -> None:
		self.assertEqual(self.register(), "Approved")
		account = frappe.get_doc("SD Portal Account", ADDRESS)
		self.assertEqual([row.account_role for row in account.customers], ["Manager"])
		self.assertEqual(account.address, TYPED["address"])
		customer = frappe.get_doc("SD Customer", account.customer)
		self.assertEqual((customer.customer_name, customer.mail_domains), (TYPED["organisation"], None))
		self.assertEqual(self.events(ADDRESS), ["account_registered"])

	def test_staff_are_told_of_whom_nobody_has_looked_at(self) -> None:
		make_user("lead@desk.test", "Service Desk Supervisor")
		self.assertEqual(self.register(organisation="T A & B"), "Approved")
		told = {"for_user": "lead@desk.test", "document_name": self.name}
		[subject] = frappe.get_all("Notification Log", told, pluck="subject")
		self.assertIn("T A &amp; B", subject)

	def test_a_generated_password_by_mail(self) -> None:
		self.set_up_desk(first_password="Generated Password")
		self.register(question="First pet?", answer="Рекс")
		account = frappe.get_doc("SD Portal Account", ADDRESS)
		self.assertEqual((account.account_state, account.must_change_password), ("Active", 1))
		self.assertEqual(account.ask_secret_question, 1)
		self.assertTrue(secret_questions.is_right(ADDRESS, " рекс"))
		self.assertTrue(scope_of(ADDRESS).must_change_password)
		self.assertNotIn("•••", self.text(ADDRESS, "account_generated"))

	def test_a_known_organisation_waits_for_staff(self) -> None:
		known = make_customer(TYPED["organisation"])
		self.assertEqual(self.register(), "Requested")
		self.assertFalse(frappe.db.exists("User", ADDRESS))
		self.assertEqual(self.events(ADDRESS), ["registration_received"])
		self.assertEqual(frappe.db.get_value("SD Registration", self.name, "customer"), known)
		registration.approve(self.name, known)
		self.assertEqual(scope_of(ADDRESS).managed, set())
		with self.assertRaises(Conflict):
			registration.turn_down(self.name)

	def test_its_own_mail_domain_lets_in(self) -> None:
		known = make_customer(TYPED["organisation"])
		frappe.db.set_value("SD Customer", known, "mail_domains", "other.test\n@Nova.test ")
		self.assertEqual(self.register(), "Approved")
		row = frappe.get_doc("SD Portal Account", ADDRESS).customers[0]
		self.assertEqual((row.customer, row.account_role), (known, "Requester"))

	def test_a_part_of_the_domain_does_not(self) -> None:
		known = make_customer(TYPED["organisation"])
		frappe.db.set_value("SD Customer", known, "mail_domains", "nova.test\n")
		self.assertEqual(self.register(email="x@evilnova.test"), "Requested")

	def test_of_two_at_once_one_makes_the_customer(self) -> None:
		made = make_customer(TYPED["organisation"])
		looks = iter(("",))
		with (
			patch.object(registration, "_known_customer", lambda name: next(looks, made)),
			patch.object(frappe.db, "rollback") as rollback,
		):
			self.assertEqual(self.register(), "Requested")
		rollback.assert_called_once_with()
		self.assertEqual(frappe.db.count("SD Customer", {"customer_name": TYPED["organisation"]}), 1)

	def test_by_approval(self) -> None:
		self.set_up_desk(registration="By Approval")
		self.assertEqual(self.register(question="First pet?", answer="Рекс"), "Requested")
		account = registration.approve(self.name)
		self.assertEqual(frappe.get_doc("SD Portal Account", account).customers[0].account_role, "Manager")
		self.assertTrue(secret_questions.is_right(account, "рекс"))
		self.assertFalse(frappe.db.exists("__Auth", {"doctype": "SD Registration", "name": self.name}))

	def test_refused_with_a_reason(self) -> None:
		self.set_up_desk(registration="By Approval")
		self.register(question="First pet?", answer="Рекс")
		registration.turn_down(self.name, "Bitte per Post.")
		self.assertIn("Bitte per Post.", self.text(ADDRESS, "registration_refused"))
		self.assertFalse(frappe.db.exists("__Auth", {"doctype": "SD Registration", "name": self.name}))
		self.assertFalse(frappe.db.exists("User", ADDRESS))

	def test_a_known_address_is_told_to_itself_only(self) -> None:
		make_account(ADDRESS, {self.customer: "Requester"})
		self.assertEqual(self.register(), "Known Address")
		self.assertEqual(self.events(ADDRESS), ["address_known"])
		self.assertEqual(scope_of(ADDRESS).customers, {self.customer})
		self.assertFalse(frappe.db.exists("SD Customer", {"customer_name": TYPED["organisation"]}))

	def test_who_was_invited_gets_the_invitation_again(self) -> None:
		accounts.invite(ADDRESS, "Мария", "Стоянова", self.customer, "Requester", "en")
		self.register()
		self.assertEqual(self.events(ADDRESS), ["account_invited", "account_invited"])

	def test_sent_twice_is_once(self) -> None:
		self.set_up_desk(registration="By Approval")
		self.assertEqual(self.register(), "Requested")
		self.assertEqual(self.register(), "Known Address")
		self.assertEqual(self.events(ADDRESS), ["registration_received"])

	def test_the_request_does_the_same_for_known_and_unknown(self) -> None:
		"""The same statements, the same hashing: what differs, a worker does."""
		make_account("known@nova.test", {self.customer: "Requester"})
		answer = {"question": "First pet?", "answer": "Рекс"}
		emails = ("first@nova.test", "known@nova.test", "unknown@nova.test")
		work = [
			count_work(partial(registration.receive, {**TYPED, "email": email, **answer}, "en"))
			for email in emails
		]
		# The first one fills the caches.
		self.assertEqual(work[1], work[2])

	def test_every_bad_field_is_named(self) -> None:
		bad = {
			"organisation": "Ж" * 300,
			"first_name": "<script>alert(1)</script>",
			"last_name": "",
			"city": "<b>",
			"phone": "1" * 50,
			"email": "a@b.test\nBcc: x@y.test",
			"question": "Nobody's?",
			"answer": "x",
		}
		with self.assertRaises(Refused) as caught:
			registration.receive({**TYPED, **bad}, "en")
		self.assertEqual(
			set(caught.exception.problems),
			{"organisation", "first_name", "last_name", "city", "phone", "email", "question", "answer"},
		)
		self.assertFalse(frappe.db.exists("SD Registration", {"position": TYPED["position"]}))

	def test_a_secret_question_may_be_demanded(self) -> None:
		self.set_up_desk(secret_question_required=1)
		with self.assertRaises(Refused) as caught:
			registration.receive(TYPED, "en")
		self.assertEqual(set(caught.exception.problems), {"question", "answer"})

	def test_too_many(self) -> None:
		with patch.object(frappe, "enqueue"):
			for number in range(registration.MOST_BY_ADDRESS):
				registration.receive({**TYPED, "email": f"a{number}@nova.test"}, "en")
			with self.assertRaises(attempts.TooManyAttempts) as caught:
				registration.receive({**TYPED, "email": "next@nova.test"}, "en")
		self.assertEqual(caught.exception.http_status_code, 429)
		self.assertFalse(frappe.db.exists("SD Registration", {"email": "next@nova.test"}))

	def test_one_that_no_worker_was_told_of(self) -> None:
		with patch.object(frappe, "enqueue"):
			registration.receive(TYPED, "en")
		frappe.db.set_value(
			"SD Registration", {"email": ADDRESS}, "creation", "2020-01-01", update_modified=False
		)
		with patch.object(frappe.db, "commit"):
			registration.process_lost()
		self.assertTrue(frappe.db.exists("SD Portal Account", ADDRESS))

	def test_one_that_fails_keeps_no_other_waiting(self) -> None:
		with patch.object(frappe, "enqueue"):
			for number in range(2):
				registration.receive({**TYPED, "email": f"a{number}@nova.test"}, "en")
		mine = {"email": ("in", ("a0@nova.test", "a1@nova.test"))}
		frappe.db.set_value("SD Registration", mine, "creation", "2020-01-01", update_modified=False)
		with (
			patch.object(registration, "process", side_effect=ValueError) as process,
			patch.object(frappe.db, "rollback"),
		):
			registration.process_lost()
		logged = frappe.get_last_doc("Error Log", {"method": "A registration could not be processed"})
		self.assertIn("ValueError", logged.error)
		self.assertNotIn("registration = ", logged.error)
		tried = {call.args[0] for call in process.call_args_list}
		self.assertLessEqual(set(frappe.get_all("SD Registration", mine, pluck="name")), tried)
