"""The framework's own way of sending a Web Form: the same check and the same door, for customers and for staff."""

import base64
import inspect
import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.handler import execute_cmd
from frappe.website.doctype.web_form.web_form import accept as frameworks_own

from servicedesk.api import web_forms
from servicedesk.api.allow_list import Audience, is_open
from servicedesk.api.request_target import Kind, Target
from servicedesk.api.testing import as_request
from servicedesk.catalogue.testing import make_type, question
from servicedesk.catalogue.web_forms import web_form_of
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_contract, make_customer
from servicedesk.tickets.testing import PNG

TYPE, USER = "T Accepted", "accepts@t.test"
ACCEPT = "frappe.website.doctype.web_form.web_form.accept"
GOOD = {"summary": "Broken", "several": "a\nb", "sure": 1}


class TestWebFormAccept(DeskTestCase):
	"""A published type, and a customer's requester."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Accepted")
		make_account(USER, {cls.customer: "Requester"})
		make_contract("T-ACCEPTED", cls.customer)

	def setUp(self) -> None:
		super().setUp()
		self.type = make_type(
			TYPE,
			question("Summary", mandatory=1, maps_to="subject", max_length=20),
			question("Several", "Multiple Choice", options="a\nb"),
			question("Sure", "Checkbox"),
			question("Proof", "File"),
		)
		self.form = web_form_of(TYPE).name
		frappe.set_user(USER)

	def send(self, **data: Any) -> Any:
		"""Send the form as a browser would."""
		return web_forms.accept(self.form, json.dumps(data))

	def refused(self, **data: Any) -> dict[str, str]:
		"""The problems by field, with which nothing is made."""
		before = frappe.db.count("SD Ticket")
		with self.assertRaises(Refused) as caught:
			self.send(**data)
		self.assertEqual(frappe.db.count("SD Ticket"), before)
		return caught.exception.problems

	def test_it_goes_through_the_one_door(self) -> None:
		address = "screen.png,data:image/png;base64," + base64.b64encode(PNG).decode()
		made = self.send(**GOOD, proof=address)
		ticket = frappe.get_doc("SD Ticket", made["name"])
		self.assertEqual((ticket.subject, ticket.requester, ticket.channel), ("Broken", USER, "Portal"))
		self.assertEqual((ticket.customer, ticket.contract), (self.customer, "T-ACCEPTED"))
		self.assertTrue(ticket.form_version)
		answers = {row.field_name: row.value for row in ticket.answers}
		self.assertEqual(answers["several"], "a\nb")
		files = frappe.get_all("File", {"attached_to_name": ticket.name}, ["file_name", "is_private"])
		self.assertEqual([(row.file_name, row.is_private) for row in files], [("screen.png", 1)])
		self.assertTrue(frappe.db.exists("SD Ticket Event", {"ticket": ticket.name, "event": "created"}))

	def test_the_same_check_as_everywhere(self) -> None:
		self.assertEqual(self.refused(), {"summary": "Please fill this in."})
		self.assertEqual(self.refused(summary="x" * 21), {"summary": "At most 20 characters."})
		self.assertIn("several", self.refused(summary="A", several="c"))

	def test_files_that_are_none(self) -> None:
		for forged in ("a.png", "a.png,data:image/png;base64,???", "/private/files/secret.pdf", {"a": 1}):
			with self.subTest(forged=forged):
				self.assertEqual(set(self.refused(summary="A", proof=forged)), {"proof"})
		script = "a.png,data:image/png;base64," + base64.b64encode(b"<script>alert(1)</script>").decode()
		self.assertIn("proof", self.refused(summary="A", proof=script))

	def test_fields_of_the_ticket_cannot_be_written(self) -> None:
		for name, value in (("priority", "High"), ("workflow_state", "Closed"), ("requester", AGENT)):
			with self.subTest(name=name):
				self.assertEqual(set(self.refused(summary="A", **{name: value})), {"form"})
		self.assertIn("customer", self.refused(summary="A", customer=make_other()))

	def test_what_cannot_be_read(self) -> None:
		for data in ("", "[]", "{", "null"):
			with self.subTest(data=data), self.assertRaises(Refused):
				web_forms.accept(self.form, data)

	def test_a_withdrawn_type_takes_nothing(self) -> None:
		frappe.set_user("Administrator")
		self.type.update({"published": 0}).save()
		frappe.set_user(USER)
		with self.assertRaises(frappe.PageDoesNotExistError):
			self.send(**GOOD)

	def test_guests_and_staff_without_an_account_are_refused(self) -> None:
		frappe.set_user("Guest")
		with self.assertRaises(frappe.AuthenticationError):
			self.send(**GOOD)
		frappe.set_user(AGENT)
		with self.assertRaises(frappe.PermissionError):
			self.send(**GOOD)

	def test_other_web_forms_are_for_staff_only(self) -> None:
		frappe.set_user("Administrator")
		fields = [{"fieldname": "description", "fieldtype": "Text", "label": "Description"}]
		values = {"title": "T Notes", "route": "t-notes", "doc_type": "ToDo", "published": 1}
		other = frappe.get_doc({"doctype": "Web Form", **values, "web_form_fields": fields}).insert().name
		form = {"web_form": other, "data": json.dumps({"description": "x"})}
		with as_request(f"/api/method/{ACCEPT}", USER, "POST", form=form):
			self.assertRaises(frappe.PermissionError, execute_cmd, ACCEPT)
		# The framework counts by the sender's address there.
		address = patch.object(frappe.local, "request_ip", "192.0.2.7")
		with address, as_request(f"/api/method/{ACCEPT}", AGENT, "POST", form=form):
			self.assertEqual(execute_cmd(ACCEPT).doctype, "ToDo")

	def test_past_our_endpoint_the_ticket_itself_refuses(self) -> None:
		"""Whoever reaches the framework's function by another way makes no ticket, not even an administrator."""
		frappe.set_user("Administrator")
		before = frappe.db.count("SD Ticket")
		self.addCleanup(frappe.flags.pop, "in_web_form", None)
		with self.assertRaisesRegex(frappe.PermissionError, "opened by the forms of request types"):
			inspect.unwrap(frameworks_own)(self.form, json.dumps(GOOD))
		self.assertEqual(frappe.db.count("SD Ticket"), before)

	def test_the_frameworks_name_leads_to_ours(self) -> None:
		hooks = frappe.get_hooks("override_whitelisted_methods")
		self.assertEqual(hooks[ACCEPT], ["servicedesk.api.web_forms.accept"])
		for name in (ACCEPT, "servicedesk.api.web_forms.accept"):
			target = Target(Kind.CALL, name)
			self.assertTrue(is_open(target, Audience.PORTAL, "POST"))
			self.assertFalse(is_open(target, Audience.PORTAL, "GET"))
			self.assertFalse(is_open(target, Audience.GUEST, "POST"))

	def test_dispatched_as_a_request_would_be(self) -> None:
		form = {"web_form": self.form, "data": json.dumps(GOOD)}
		with as_request(f"/api/method/{ACCEPT}", USER, "POST", form=form):
			made = execute_cmd(ACCEPT)
		self.assertEqual(frappe.db.get_value("SD Ticket", made["name"], "requester"), USER)


def make_other() -> str:
	"""Another customer."""
	frappe.set_user("Administrator")
	name = make_customer("T Accepted Other")
	frappe.set_user(USER)
	return name
