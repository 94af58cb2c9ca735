"""The customer's contracts as the portal shows them."""

import frappe
from frappe.utils import add_days, today

from servicedesk.self_service.acting import act_for
from servicedesk.self_service.contracts import contract_list, contract_page
from servicedesk.self_service.services import service_list
from servicedesk.self_service.testing import make_company
from servicedesk.shared.testing import (
	CALENDAR,
	SERVICE,
	SLA,
	DeskTestCase,
	make_account,
	make_contract,
	settle_scopes,
)


class TestContracts(DeskTestCase):
	"""Two companies; what one sees."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a, cls.b = make_company("A"), make_company("B")

	def numbers(self) -> list[str]:
		"""Numbers of the contracts that the signed-in user is shown."""
		return [row.number for row in contract_list()]

	def test_valid_ones_first_drafts_never(self) -> None:
		make_contract(
			"T-OLD", self.a.customer, contract_state="Expired", end_date="2025-12-31", start_date="2025-01-01"
		)
		make_contract(
			"T-ENDED",
			self.a.customer,
			contract_state="Terminated",
			start_date="2025-06-01",
			termination_reason="Moved",
		)
		make_contract("T-DRAFT", self.a.customer, contract_state="Draft")
		frappe.set_user(self.a.requester)
		self.assertEqual(self.numbers(), [self.a.contract, "T-ENDED", "T-OLD"])

	def test_days_left_of_valid_ones_only(self) -> None:
		settings = frappe.get_doc("SD Settings").update({"contract_warning_days": "30, 7"})
		settings.save()
		make_contract("T-SOON", self.a.customer, end_date=add_days(today(), 7))
		make_contract("T-LATER", self.a.customer, end_date=add_days(today(), 200))
		make_contract("T-PAST", self.a.customer, contract_state="Expired", end_date=add_days(today(), -1))
		frappe.set_user(self.a.requester)
		found = {row.number: (row.days_left, row.ends_soon) for row in contract_list()}
		self.assertEqual(found["T-SOON"], ("7", True))
		self.assertEqual(found["T-LATER"], ("200", False))
		self.assertEqual(found["T-PAST"], ("", False))
		self.assertEqual(found[self.a.contract], ("", False))

	def test_a_service_shows_the_sla_that_a_request_for_it_would_have(self) -> None:
		row = {"label": "Resolution", "measure": "Resolve", "target": 60}
		doc = {"doctype": "SD SLA", "title": "T Gold", "calendar": CALENDAR, "targets": [row]}
		frappe.get_doc(doc).insert()
		contract = frappe.get_doc("SD Contract", self.a.contract)
		contract.sla = "T Gold"
		contract.services[0].sla = None
		contract.save()
		settle_scopes()
		frappe.set_user(self.a.manager)
		self.assertEqual([row.sla for row in contract_page(self.a.contract).services], ["T Gold"])
		self.assertIn("T Gold", [row.sla for row in service_list() if row.contract == self.a.contract])

	def test_one_contract_with_everything_under_it(self) -> None:
		user = frappe.get_doc("User", "Administrator")
		frappe.db.set_value("SD Contract", self.a.contract, "account_manager", user.name)
		frappe.set_user(self.a.manager)
		page = contract_page(self.a.contract)
		self.assertEqual([(row.name, row.sla) for row in page.services], [(SERVICE, SLA)])
		self.assertEqual([place.name for place in page.places], ["ZetaA Site"])
		self.assertEqual([row.name for row in page.equipment], [self.a.piece])
		self.assertEqual([row.number for row in page.requests], [self.a.ticket])
		self.assertEqual(page.manager and page.manager.name, user.full_name)

	def test_only_files_that_are_kept_here_are_linked(self) -> None:
		for address, shown in (
			("/private/files/signed.pdf", "/private/files/signed.pdf"),
			("https://evil.example/signed.pdf", ""),
			("javascript:alert(1)", ""),
		):
			frappe.db.set_value("SD Contract", self.a.contract, "signed_paper", address)
			frappe.set_user(self.a.manager)
			with self.subTest(address=address):
				self.assertEqual(contract_page(self.a.contract).signed_paper, shown)
			frappe.set_user("Administrator")

	def test_a_requester_sees_the_contract_but_not_the_colleagues_requests(self) -> None:
		frappe.set_user(self.a.requester)
		self.assertEqual(contract_page(self.a.contract).requests, [])

	def test_what_is_not_theirs_does_not_exist(self) -> None:
		make_contract("T-DRAFT", self.a.customer, contract_state="Draft")
		frappe.set_user(self.a.manager)
		self.assertEqual(self.numbers(), [self.a.contract])
		for number in (self.b.contract, "T-DRAFT", "", "no such", "' or 1=1 -- "):
			with self.subTest(number=number), self.assertRaises(frappe.PageDoesNotExistError):
				contract_page(number)

	def test_subscriptions_narrow(self) -> None:
		make_contract("T-SECOND", self.a.customer)
		user = make_account(
			"narrow@t.test", {self.a.customer: "Manager"}, contracts=[{"contract": "T-SECOND"}]
		)
		frappe.set_user(user)
		self.assertEqual(self.numbers(), ["T-SECOND"])
		with self.assertRaises(frappe.PageDoesNotExistError):
			contract_page(self.a.contract)

	def test_whom_they_act_for_decides(self) -> None:
		both = make_account("both@t.test", {self.a.customer: "Manager", self.b.customer: "Requester"})
		frappe.set_user(both)
		self.assertEqual(set(self.numbers()), {self.a.contract, self.b.contract})
		act_for(self.b.customer)
		self.assertEqual(self.numbers(), [self.b.contract])

	def test_statements(self) -> None:
		frappe.set_user(self.a.manager)
		contract_list()
		with self.assertQueryCount(1):
			contract_list()
		contract_page(self.a.contract)
		with self.assertQueryCount(5):
			contract_page(self.a.contract)
