"""The order in which an SLA is chosen, and what follows from a change of what decides."""

from typing import Any

import frappe

from servicedesk.service_levels import clock_store
from servicedesk.shared.testing import (
	CALENDAR,
	PRIORITY,
	REQUEST_TYPE,
	SERVICE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
)
from servicedesk.tickets import sla_choice
from servicedesk.tickets.overview import clock_overview
from servicedesk.tickets.testing import make_ticket

USER, URGENT = "owner@t.test", "T Urgent"
# In the order of precedence.
SOURCES = ("contract_service", "contract", "customer", "service", "request_type", "desk")


def make_sla(title: str, *targets: dict[str, Any]) -> str:
	"""An SLA; without targets, one that resolves in an hour."""
	rows = [
		{"label": "Resolution", "measure": "Resolve", "target": 3600, "shown_to_customer": 1, **target}
		for target in targets or ({},)
	]
	doc = {"doctype": "SD SLA", "title": title, "calendar": CALENDAR, "targets": rows}
	return str(frappe.get_doc(doc).insert().name)


class TestSlaChoice(DeskTestCase):
	"""Every place that can name an SLA names one of its own."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Chosen")
		make_account(USER, {self.customer: "Requester"})
		self.slas = {source: make_sla(f"T SLA {source}") for source in SOURCES}
		rows = [{"service": SERVICE, "sla": self.slas["contract_service"]}]
		self.contract = make_contract("T-C", self.customer, services=rows, sla=self.slas["contract"])
		self.records = (
			("SD Contract", self.contract, "contract"),
			("SD Customer", self.customer, "customer"),
			("SD Service", SERVICE, "service"),
			("SD Request Type", REQUEST_TYPE, "request_type"),
			("SD Settings", "SD Settings", "desk"),
		)
		for doctype, name, source in self.records:
			self.name_sla(doctype, name, self.slas[source])
		self.ticket = frappe._dict(
			contract=self.contract, customer=self.customer, service=SERVICE, request_type=REQUEST_TYPE
		)

	def tearDown(self) -> None:
		super().tearDown()
		for doctype, name, _source in self.records:
			frappe.clear_document_cache(doctype, name)

	def name_sla(self, doctype: str, name: str, sla: str | None) -> None:
		"""Let a record name an SLA, or none."""
		field = "default_sla" if doctype == "SD Settings" else "sla"
		frappe.get_doc(doctype, name).update({field: sla}).save()

	def test_each_place_goes_before_the_next(self) -> None:
		chosen = [sla_choice.choose(self.ticket)]
		contract = frappe.get_doc("SD Contract", self.contract)
		contract.services[0].sla = None
		contract.save()
		chosen.append(sla_choice.choose(self.ticket))
		for doctype, name, _source in self.records:
			self.name_sla(doctype, name, None)
			chosen.append(sla_choice.choose(self.ticket))
		self.assertEqual(chosen, [*((self.slas[source], source) for source in SOURCES), ("", "")])

	def test_a_ticket_says_which_it_was_and_why(self) -> None:
		ticket = make_ticket(USER, self.customer)
		self.assertEqual((ticket.sla, ticket.sla_source), (self.slas["contract_service"], "contract_service"))
		reason = clock_overview(ticket.name)[0]["reason"]
		self.assertEqual(
			reason,
			"T SLA contract_service, by the contract T-C for this service. The target holds for all tickets.",
		)

	def test_what_a_form_sends_along_counts_for_nothing(self) -> None:
		ticket = make_ticket(USER, self.customer)
		ticket.reload()
		ticket.sla = self.slas["desk"]
		ticket.save()
		self.assertEqual(ticket.sla, self.slas["contract_service"])

	def test_a_change_elsewhere_leaves_a_running_promise_alone(self) -> None:
		ticket = make_ticket(USER, self.customer)
		self.name_sla("SD Contract", self.contract, self.slas["desk"])
		ticket.reload()
		ticket.subject = "Another one"
		ticket.save()
		self.assertEqual(ticket.sla, self.slas["contract_service"])

	def test_another_contract_brings_another_promise_and_keeps_what_has_elapsed(self) -> None:
		make_sla("T Gold", {"target": 600}, {"measure": "Triage", "target": 60, "label": "Triage"})
		ticket = make_ticket(USER, self.customer)
		frappe.db.sql(
			"""update `tabSD Ticket Event` set occurred_microseconds = occurred_microseconds - 300000000
			where ticket = %s""",
			ticket.name,
		)
		other = make_contract("T-GOLD", self.customer, services=[{"service": SERVICE, "sla": "T Gold"}])
		ticket.reload()
		ticket.contract = other
		ticket.save()
		self.assertEqual((ticket.sla, ticket.sla_source), ("T Gold", "contract_service"))
		clocks = {row["measure"]: row for row in clock_store.clocks_of(ticket.name)}
		self.assertEqual(set(clocks), {"Resolve", "Triage"})
		self.assertEqual(clocks["Triage"]["clock_state"], "breached")
		self.assertEqual((clocks["Resolve"]["target_seconds"], clocks["Resolve"]["sla"]), (600, "T Gold"))
		self.assertAlmostEqual(clock_overview(ticket.name)[0]["remaining_seconds"], 300, delta=5)

	def test_targets_follow_the_priority(self) -> None:
		frappe.get_doc({"doctype": "SD Priority", "title": URGENT, "level": 1}).insert()
		make_sla("T Levels", {}, {"target": 300, "priority": URGENT})
		self.name_sla("SD Contract", self.contract, None)
		contract = frappe.get_doc("SD Contract", self.contract)
		contract.services[0].sla = "T Levels"
		contract.save()
		ticket = make_ticket(USER, self.customer)
		self.assertEqual(
			(ticket.priority, clock_store.clocks_of(ticket.name)[0]["target_seconds"]), (PRIORITY, 3600)
		)
		ticket.reload()
		ticket.update({"priority": URGENT, "priority_reason": "The whole shop stands still"})
		ticket.save()
		self.assertEqual(clock_store.clocks_of(ticket.name)[0]["target_seconds"], 300)
		self.assertIn(f"The target holds for priority {URGENT}.", clock_overview(ticket.name)[0]["reason"])
