"""A contract's rules and its workflow: who may take which step, and what the step demands."""

import frappe
from frappe.utils import add_days, getdate, today

from servicedesk.agreements.contract_steps import take_step
from servicedesk.agreements.contract_workflow import ensure_workflow
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	AGENT_ROLE,
	SERVICE,
	DeskTestCase,
	make_contract,
	make_customer,
	make_site,
	make_user,
)

# Not the desk's own agent: the framework makes the first user of an empty site a System Manager.
SUPERVISOR, READER = "supervisor@desk.test", "reader@desk.test"
YESTERDAY, TOMORROW = -1, 1


def day(offset: int) -> str:
	"""The date so many days from today."""
	return str(add_days(today(), offset))


class TestContract(DeskTestCase):
	"""One customer's contracts, kept by a supervisor."""

	@classmethod
	def setUpClass(cls) -> None:
		"""People are slow to make, and no test changes them."""
		super().setUpClass()
		make_user(SUPERVISOR, "Service Desk Supervisor")
		make_user(READER, AGENT_ROLE)

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Contract Customer")
		self.other = make_customer("T Other Customer")

	def tearDown(self) -> None:
		"""Some tests change the workflow, and its caches know nothing of rollbacks."""
		super().tearDown()
		frappe.clear_cache(doctype="SD Contract")
		for name in frappe.get_all("Workflow", filters={"document_type": "SD Contract"}, pluck="name"):
			frappe.clear_document_cache("Workflow", name)

	def assert_refused(self, field: str, sentence: str, **values: object) -> None:
		"""Storing a contract with these values is refused, by this field and with this sentence."""
		with self.assertRaisesRegex(Refused, sentence) as caught:
			make_contract("T-BAD", self.customer, **values)
		self.assertIn(field, caught.exception.problems)

	def test_number_is_stored_as_people_read_it(self) -> None:
		name = make_contract("  К-17\u00a0\u200e ​/ 2026\t", self.customer)
		self.assertEqual(frappe.db.get_value("SD Contract", name, "contract_number"), name)
		self.assertEqual(name, name.strip())
		self.assertNotIn("\t", name)

	def test_what_cannot_be_stored_is_said_by_its_field(self) -> None:
		foreign = make_site("T Abroad", self.other)
		own = make_site("T Home", self.customer)
		self.assert_refused("end_date", "before it starts", end_date="2019-12-31")
		self.assert_refused(
			"services", "service stands twice", services=[{"service": SERVICE}, {"service": SERVICE}]
		)
		self.assert_refused("sites", "site stands twice", sites=[{"site": own}, {"site": own}])
		self.assert_refused("sites", "T Abroad", sites=[{"site": own}, {"site": foreign}])
		self.assert_refused("termination_reason", "Say why", contract_state="Terminated")

	def test_activation_termination_and_what_they_leave(self) -> None:
		frappe.set_user(SUPERVISOR)
		name = make_contract("T-STEPS", self.customer, contract_state="Draft")
		self.assertEqual(take_step(name, "Activate").contract_state, "Active")
		with self.assertRaisesRegex(Refused, "Say why"):
			take_step(name, "Terminate", reason="  ")
		ended = take_step(name, "Terminate", reason="Unpaid since May")
		self.assertEqual((ended.contract_state, ended.termination_reason), ("Terminated", "Unpaid since May"))
		self.assertEqual(getdate(ended.terminated_on), getdate(today()))
		self.assertTrue(frappe.db.exists("Comment", {"reference_name": name, "comment_type": "Workflow"}))

	def test_renewal_needs_a_later_end(self) -> None:
		frappe.set_user(SUPERVISOR)
		name = make_contract("T-RENEW", self.customer, contract_state="Expired", end_date=day(YESTERDAY))
		for until in ("", day(YESTERDAY)):
			with self.subTest(until=until), self.assertRaisesRegex(Refused, "later end"):
				take_step(name, "Renew", until=until)
		renewed = take_step(name, "Renew", until=day(TOMORROW))
		self.assertEqual((renewed.contract_state, str(renewed.end_date)), ("Active", day(TOMORROW)))

	def test_an_end_that_is_no_date_is_said_by_its_field(self) -> None:
		frappe.set_user(SUPERVISOR)
		name = make_contract("T-RENEW", self.customer, contract_state="Expired", end_date=day(YESTERDAY))
		for until in ("soon", "31.12.2030", "2030-02-30", "2030-12-31 x", "\0"):
			with self.subTest(until=until), self.assertRaisesRegex(Refused, "give a date") as caught:
				take_step(name, "Renew", until=until)
			self.assertIn("until", caught.exception.problems)
		self.assertEqual(self.state_of(name), "Expired")

	def test_a_step_that_is_not_there_is_a_conflict(self) -> None:
		frappe.set_user(SUPERVISOR)
		name = make_contract("T-DONE", self.customer, contract_state="Terminated", termination_reason="x")
		with self.assertRaisesRegex(Conflict, "Terminated"):
			take_step(name, "Activate")

	def test_state_changes_only_by_the_workflow(self) -> None:
		name = make_contract("T-JUMP", self.customer, contract_state="Draft")
		contract = frappe.get_doc("SD Contract", name)
		with self.assertRaises(frappe.ValidationError):
			contract.update({"contract_state": "Expired"}).save()

	def test_agents_read_contracts_and_change_none(self) -> None:
		name = make_contract("T-READ", self.customer, contract_state="Draft")
		frappe.set_user(READER)
		self.assertTrue(frappe.get_list("SD Contract", filters={"name": name}))
		with self.assertRaises(frappe.PermissionError):
			take_step(name, "Activate")

	def test_registering_in_force_asks_for_the_right_to_activate(self) -> None:
		frappe.set_user(SUPERVISOR)
		self.assertEqual(self.state_of(make_contract("T-OLD", self.customer)), "Active")
		frappe.set_user("Administrator")
		workflow = frappe.get_last_doc("Workflow", {"document_type": "SD Contract", "is_active": 1})
		for row in workflow.transitions:
			row.allowed = "System Manager"
		workflow.save()
		frappe.set_user(SUPERVISOR)
		self.assert_refused("contract_state", "only as drafts")
		self.assertEqual(
			self.state_of(make_contract("T-GONE", self.customer, contract_state="Expired")), "Expired"
		)

	def state_of(self, name: str) -> str:
		"""The contract's stored state."""
		return str(frappe.db.get_value("SD Contract", name, "contract_state"))

	def test_customer_changes_only_in_a_draft(self) -> None:
		active = frappe.get_doc("SD Contract", make_contract("T-MINE", self.customer))
		with self.assertRaisesRegex(Refused, "only while it is a draft"):
			active.update({"customer": self.other}).save()
		draft = frappe.get_doc("SD Contract", make_contract("T-D", self.customer, contract_state="Draft"))
		draft.update({"customer": self.other}).save()

	def test_staffs_own_workflow_is_not_touched(self) -> None:
		workflow = frappe.get_last_doc("Workflow", {"document_type": "SD Contract"})
		workflow.update({"is_active": 0}).save()
		ensure_workflow()
		found = frappe.get_all("Workflow", filters={"document_type": "SD Contract"}, pluck="is_active")
		self.assertEqual(found, [0])
