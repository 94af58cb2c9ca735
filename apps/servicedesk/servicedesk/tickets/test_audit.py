"""The history of a ticket: who did what, when, which way and from where; and nobody writes it but the desk itself."""

from typing import Any
from unittest.mock import patch

import frappe
import frappe.client
from frappe.desk.doctype.bulk_update.bulk_update import submit_cancel_or_update_docs
from frappe.model.rename_doc import update_document_title
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from servicedesk.shared.testing import (
	AGENT,
	AGENT_ROLE,
	PRIORITY,
	TAKE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_user,
)
from servicedesk.tickets import audit, provenance, transitions
from servicedesk.tickets.testing import make_ticket

USER, SECOND, URGENT = "audit@t.test", "agent2@desk.test", "T Urgent"


class TestAudit(DeskTestCase):
	"""One ticket, and what is done to it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Audit")
		make_account(USER, {cls.customer: "Requester"})
		make_user(SECOND, AGENT_ROLE)
		frappe.get_doc({"doctype": "SD Priority", "title": URGENT, "level": 1}).insert()
		team = {"doctype": "SD Team", "title": "T Team", "members": [{"user": SECOND}]}
		cls.team = frappe.get_doc(team).insert().name
		cls.contract = make_contract("T-AUDIT", cls.customer)

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)

	def tearDown(self) -> None:
		super().tearDown()
		frappe.local.request = None

	def entries(self, **filters: str) -> list[Any]:
		"""Entries of the history, oldest first."""
		return frappe.get_all(
			"SD Ticket Event",
			{"ticket": self.number, **filters},
			["*"],
			order_by="occurred_microseconds asc",
		)

	def change(self, **values: Any) -> None:
		"""The agent changes fields of the ticket."""
		ticket = frappe.get_doc("SD Ticket", self.number)
		ticket.update(values)
		ticket.save()

	def as_request(self, path: str, **headers: str) -> None:
		"""As if this were a request of the framework's web server."""
		frappe.local.request = Request(EnvironBuilder(path=path, headers=list(headers.items())).get_environ())
		frappe.local.request_ip = "203.0.113.7"

	def test_changes_that_matter_have_their_entries(self) -> None:
		self.change(
			priority=URGENT,
			priority_reason="The director called",
			team=self.team,
			agent=SECOND,
			external_reference="A-1",
		)
		found = {row.field: row for row in self.entries() if row.field}
		self.assertEqual(
			{name: (found[name].event, found[name].from_value, found[name].to_value) for name in found},
			{
				**{name: (row.event, row.from_value, row.to_value) for name, row in found.items()},
				"priority": ("priority_changed", PRIORITY, URGENT),
				"team": ("team_changed", "", self.team),
				"agent": ("assigned", "", SECOND),
				"external_reference": ("field_changed", "", "A-1"),
			},
		)
		self.assertIn("The director called", found["priority"].detail)
		self.assertEqual({row.actor for row in found.values()}, {AGENT})
		self.assertEqual({row.visible_to_customer for row in found.values()}, {0})

	def test_a_long_text_is_kept_whole_and_a_longer_one_says_that_it_is_not(self) -> None:
		words = "я" * 32_700
		self.change(description=words)
		self.assertEqual(self.entries(field="description")[0].to_value, words)
		ticket = frappe.get_doc("SD Ticket", self.number)
		for row in ticket.answers[:2]:
			row.value = words
		ticket.save()
		kept = self.entries(field="answers")[0].to_value
		self.assertTrue(kept.startswith(f"Summary: {words}"))
		self.assertRegex(kept, r"я … \[\+\d+\]$")
		self.assertEqual(audit.fitting("я" * 60_000), f"{'я' * 32_750} … [+27250]")

	def test_a_text_that_changes_far_behind_is_a_change(self) -> None:
		self.change(description="a" * 60_000)
		self.change(description="a" * 59_999 + "b")
		self.assertEqual(len(self.entries(field="description")), 2)

	def test_a_save_that_changes_nothing_writes_nothing(self) -> None:
		before = len(self.entries())
		self.change(subject="The printer is on fire")
		self.assertEqual(len(self.entries()), before)

	def test_answers_and_those_it_is_shared_with_are_changes_too(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.number)
		ticket.answers[1].value = "No smoke at all."
		ticket.append("participants", {"user": SECOND})
		known = len(self.entries())
		with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as statements:
			ticket.save()
		found = [
			(row.event, row.field, row.from_value, row.to_value, row.actor, row.visible_to_customer)
			for row in self.entries()[known:]
		]
		self.assertEqual(
			found,
			[
				(
					"field_changed",
					"answers",
					"Details: Smoke everywhere.",
					"Details: No smoke at all.",
					AGENT,
					0,
				),
				("field_changed", "participants", "", SECOND, AGENT, 0),
			],
		)
		written = [
			call for call in statements.call_args_list if "insert into `tabSD Ticket Event`" in call.args[0]
		]
		self.assertEqual(len(written), 1)
		ticket = frappe.get_doc("SD Ticket", self.number)
		ticket.answers.pop(0)
		ticket.remove(ticket.participants[0])
		ticket.save()
		self.assertEqual(
			[(row.field, row.from_value, row.to_value) for row in self.entries()[known + 2 :]],
			[("answers", "Summary: The printer is on fire", ""), ("participants", USER, "")],
		)

	def test_the_way_and_the_address(self) -> None:
		for path, headers, via in (
			("/portal/requests/X-1/comment", {}, "portal"),
			("/api/method/servicedesk.api.agent.take_step", {}, "desk"),
			("/api/resource/SD Ticket/X-1", {"Authorization": "token a:b"}, "api"),
		):
			with self.subTest(path=path):
				self.as_request(path, **headers)
				self.change(external_reference=path)
				last = self.entries()[-1]
				self.assertEqual((last.via, last.ip_address), (via, "203.0.113.7"))

	def test_without_a_request_it_is_the_desks_own_doing(self) -> None:
		self.change(external_reference="1")
		with provenance.acting_via(provenance.MAIL):
			self.change(external_reference="2")
		self.change(external_reference="3")
		ways = [(row.via, row.ip_address) for row in self.entries(field="external_reference")]
		self.assertEqual(ways, [("system", ""), ("mail", ""), ("system", "")])

	def test_agents_cannot_touch_it_through_the_framework(self) -> None:
		self.change(external_reference="1")
		entry = self.entries()[0]
		copy = {key: value for key, value in entry.items() if key != "name"}
		for attempt, call in {
			"set_value": lambda: frappe.client.set_value("SD Ticket Event", entry.name, "actor", SECOND),
			"save": lambda: frappe.client.save({"doctype": "SD Ticket Event", **entry, "actor": SECOND}),
			"insert": lambda: frappe.client.insert({"doctype": "SD Ticket Event", **copy}),
			"insert_many": lambda: frappe.client.insert_many([{"doctype": "SD Ticket Event", **copy}]),
			"delete": lambda: frappe.client.delete("SD Ticket Event", entry.name),
			"rename": lambda: update_document_title(
				doctype="SD Ticket Event", docname=entry.name, name="another"
			),
		}.items():
			with self.subTest(attempt=attempt), self.assertRaises(frappe.PermissionError):
				call()
		with patch.object(frappe.db, "commit"), patch.object(frappe.db, "rollback"):
			frappe.client.bulk_update(
				frappe.as_json([{"doctype": "SD Ticket Event", "docname": entry.name, "actor": SECOND}])
			)
			failed = submit_cancel_or_update_docs(
				"SD Ticket Event", [entry.name], "update", {"actor": SECOND}
			)
		self.assertEqual(failed, [entry.name])
		self.assertEqual(self.entries()[0], entry)

	def test_not_even_the_administrator_writes_it_by_a_form(self) -> None:
		frappe.set_user("Administrator")
		entry = frappe.get_doc("SD Ticket Event", self.entries()[0].name)
		copy = frappe.copy_doc(entry)
		for attempt, call in {
			"save": lambda: entry.update({"actor": SECOND}).save(),
			"insert": copy.insert,
			"delete": entry.delete,
			"rename": lambda: frappe.rename_doc("SD Ticket Event", entry.name, "another", force=True),
		}.items():
			with self.subTest(attempt=attempt), self.assertRaises(frappe.ValidationError):
				call()

	def test_agents_cannot_touch_the_frameworks_versions(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.number)
		# In tests the framework writes versions only when it is told to.
		ticket.update({"subject": "Another"}).save(ignore_version=False)
		name = frappe.db.get_value("Version", {"ref_doctype": "SD Ticket", "docname": self.number})
		version = frappe.get_doc("Version", name)
		for attempt, call in {
			"set_value": lambda: frappe.client.set_value("Version", version.name, "data", "{}"),
			"insert": lambda: frappe.client.insert(
				{"doctype": "Version", "ref_doctype": "SD Ticket", "docname": self.number, "data": "{}"}
			),
			"delete": lambda: frappe.client.delete("Version", version.name),
		}.items():
			with self.subTest(attempt=attempt), self.assertRaises(frappe.PermissionError):
				call()
		self.assertEqual(frappe.db.get_value("Version", version.name, "data"), version.data)

	def test_what_only_the_server_writes_stays(self) -> None:
		transitions.perform(self.number, TAKE)
		before = frappe.get_doc("SD Ticket", self.number)
		self.change(accepted_at=None, raised_at="2020-01-01 00:00:00", state_since="2020-01-01 00:00:00")
		after = frappe.get_doc("SD Ticket", self.number)
		for field in ("accepted_at", "raised_at", "state_since"):
			self.assertEqual(after.get(field), before.get(field))
