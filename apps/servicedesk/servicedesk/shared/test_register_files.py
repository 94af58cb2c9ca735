"""Files that staff attach to what a customer sees in the portal: the customer reads only those that are meant for them."""

from typing import Any

import frappe

from servicedesk.shared import uploads
from servicedesk.shared.testing import (
	AGENT,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
	make_site,
)

REQUESTER, MANAGER, FOREIGN = (f"{who}@register-files.test" for who in ("requester", "manager", "foreign"))


class TestRegisterFiles(DeskTestCase):
	"""A customer with a record of each register, and somebody of another customer."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Register Files")
		make_account(REQUESTER, {cls.customer: "Requester"})
		make_account(MANAGER, {cls.customer: "Manager"})
		make_account(FOREIGN, {make_customer("T Register Files Other"): "Manager"})
		cls.contract = make_contract("T-REGISTER-FILES", cls.customer)
		cls.records = {
			"SD Customer": cls.customer,
			"SD Contract": cls.contract,
			"SD Site": make_site("T Hall", cls.customer),
			"SD Equipment": make_equipment("T-RF-1", cls.customer),
		}

	def attached(self, doctype: str, name: str, file_name: str = "internal-notes.pdf", **values: Any) -> Any:
		"""A private file that an agent has attached; nothing of it is on the disk."""
		file = frappe.new_doc("File")
		file.update(
			{"attached_to_doctype": doctype, "attached_to_name": name, "is_private": 1, "owner": AGENT}
		)
		file.update({"file_name": file_name, "file_url": f"/private/files/{file_name}", **values})
		return file

	def readers(self, file: Any) -> set[str]:
		"""Whom of the portal the file is given to, asked as a download does."""
		found = set()
		for user in (REQUESTER, MANAGER, FOREIGN):
			frappe.set_user(user)
			if file.is_downloadable():
				found.add(user)
		frappe.set_user("Administrator")
		return found

	def test_what_staff_attach_for_themselves_is_nobody_elses(self) -> None:
		"""Though every one of these records may be read by the customer's people."""
		for doctype, name in self.records.items():
			with self.subTest(doctype):
				self.assertTrue(frappe.has_permission(doctype, "read", doc=name, user=REQUESTER))
				self.assertEqual(self.readers(self.attached(doctype, name)), set())
				self.assertTrue(uploads.has_permission(self.attached(doctype, name), "read", "Administrator"))

	def test_what_is_marked_as_shown_follows_its_record(self) -> None:
		for doctype in ("SD Customer", "SD Contract", "SD Site", "SD Equipment"):
			with self.subTest(doctype):
				shown = self.attached(doctype, self.records[doctype], sd_shared=1)
				self.assertEqual(self.readers(shown), {REQUESTER, MANAGER})

	def test_of_a_contract_the_signed_paper(self) -> None:
		"""And not the calculation of its price, which hangs there too; of a draft, nothing."""
		paper = self.attached("SD Contract", self.contract, "signed.pdf")
		frappe.db.set_value("SD Contract", self.contract, "signed_paper", paper.file_url)
		price = self.attached("SD Contract", self.contract, "price-calculation.xlsx")
		for state, readers in (
			("Active", {REQUESTER, MANAGER}),
			("Expired", {REQUESTER, MANAGER}),
			("Terminated", {REQUESTER, MANAGER}),
			("Draft", set()),
		):
			frappe.db.set_value("SD Contract", self.contract, "contract_state", state)
			with self.subTest(state):
				self.assertEqual(self.readers(paper), readers)
				self.assertEqual(self.readers(price), set())

	def test_a_contract_without_a_signed_paper_shows_no_file(self) -> None:
		"""Also none that has no address."""
		self.assertEqual(self.readers(self.attached("SD Contract", self.contract, file_url="")), set())
