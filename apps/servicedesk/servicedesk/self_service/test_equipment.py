"""The customer's equipment as the portal shows it: found, paged, and nobody else's."""

import frappe

from servicedesk.self_service.acting import act_for
from servicedesk.self_service.equipment_list import PAGE_LENGTH, equipment_list
from servicedesk.self_service.equipment_page import equipment_page
from servicedesk.self_service.testing import make_company, show_registers
from servicedesk.shared.testing import DeskTestCase, make_account, make_contract, make_equipment, make_site
from servicedesk.tickets import affected


class TestEquipment(DeskTestCase):
	"""Two companies; what one sees."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		show_registers()
		cls.a, cls.b = make_company("A"), make_company("B")

	def found(self, **arguments: str) -> set[str]:
		"""Names that the list gives."""
		return {row.name for row in equipment_list(arguments).rows}

	def test_only_their_own(self) -> None:
		frappe.set_user(self.a.requester)
		self.assertEqual(self.found(), {self.a.piece, self.a.part})
		for name in (self.b.piece, "nothing", "' or 1=1 -- "):
			with self.subTest(name=name), self.assertRaises(frappe.PageDoesNotExistError):
				equipment_page(name)

	def test_found_by_words_serial_number_and_place(self) -> None:
		frappe.set_user(self.a.requester)
		for query, names in (
			("server", {self.a.piece}),
			("zetaa-sn-2", {self.a.part}),
			("SERVER zetaa", {self.a.piece}),
			("zetaa site", {self.a.piece}),
			("disk site", set()),
			("ZetaB", set()),
		):
			with self.subTest(query=query):
				self.assertEqual(self.found(q=query), names)

	def test_signs_of_the_database_are_only_signs(self) -> None:
		odd = make_equipment("100%_'\"\\", self.a.customer, model="Odd %s %(x)s")
		frappe.set_user(self.a.requester)
		for query in ("100%", "%_'", "'\"\\", "%s", "%(x)s"):
			with self.subTest(query=query):
				self.assertEqual(self.found(q=query), {odd})
		self.assertEqual(self.found(q="_"), {odd})

	def test_filters(self) -> None:
		broken = make_equipment("T-BROKEN", self.a.customer, equipment_state="In Repair")
		frappe.set_user(self.a.requester)
		self.assertEqual(self.found(state="In Repair"), {broken})
		self.assertEqual(self.found(site=self.a.site), {self.a.piece})
		self.assertEqual(self.found(contract=self.a.contract), {self.a.piece})
		self.assertEqual(self.found(site=self.b.site), set())
		sites = [choice.value for choice in equipment_list({}).sites]
		self.assertEqual(sites, [self.a.site])

	def test_every_piece_stands_on_one_page(self) -> None:
		"""Many of the same title: the key goes on where the page ended."""
		for number in range(PAGE_LENGTH * 2):
			make_equipment(f"T-{number}", self.a.customer)
		frappe.db.sql("update `tabSD Equipment` set title = 'Same' where customer = %s", self.a.customer)
		frappe.set_user(self.a.requester)
		seen: list[str] = []
		after = ""
		for _turn in range(3):
			page = equipment_list({"after": after})
			seen += [row.name for row in page.rows]
			after = page.next_after
		self.assertEqual(after, "")
		self.assertEqual(len(seen), PAGE_LENGTH * 2 + 2)
		self.assertEqual(len(set(seen)), len(seen))

	def test_forged_keys_show_nothing_else(self) -> None:
		frappe.set_user(self.a.requester)
		for after in ("~", "~~~", "a", "ZetaB~0", "' or 1=1 -- ~x", "\x00~"):
			with self.subTest(after=after):
				self.assertLessEqual(self.found(after=after), {self.a.piece, self.a.part})

	def test_one_piece_with_its_family_and_requests(self) -> None:
		frappe.set_user(self.a.manager)
		page = equipment_page(self.a.piece)
		self.assertEqual([row.name for row in page.parts], [self.a.part])
		self.assertEqual([row.number for row in page.requests], [self.a.ticket])
		self.assertIn(f"equipment={self.a.piece}", page.address)
		part = equipment_page(self.a.part)
		self.assertEqual(part.parent and part.parent.name, self.a.piece)
		self.assertEqual(part.parts, [])

	def test_a_parent_of_another_customer_is_not_shown(self) -> None:
		frappe.db.set_value("SD Equipment", self.a.part, "parent_equipment", self.b.piece)
		frappe.db.set_value("SD Equipment", self.b.part, "parent_equipment", self.a.piece)
		frappe.set_user(self.a.manager)
		self.assertIsNone(equipment_page(self.a.part).parent)
		self.assertEqual(equipment_page(self.a.piece).parts, [])

	def test_whom_they_act_for_decides(self) -> None:
		both = make_account("both@t.test", {self.a.customer: "Manager", self.b.customer: "Requester"})
		frappe.set_user(both)
		self.assertEqual(len(self.found()), 4)
		act_for(self.b.customer)
		self.assertEqual(self.found(), {self.b.piece, self.b.part})
		self.assertEqual(equipment_page(self.a.piece).piece.name, self.a.piece)

	def test_a_contract_that_the_reader_may_not_see_is_not_named(self) -> None:
		"""Nor does the list say which pieces belong to it; a draft is nobody's but the desk's."""
		second = make_contract("T-EQ-SECOND", self.a.customer)
		mine = make_equipment("T-EQ-2", self.a.customer, contract=second)
		narrow = make_account(
			"narrow.eq@t.test", {self.a.customer: "Manager"}, contracts=[{"contract": second}]
		)
		frappe.set_user(narrow)
		self.assertEqual(equipment_page(mine).contract, second)
		self.assertEqual(equipment_page(self.a.piece).contract, "")
		self.assertEqual(self.found(contract=second), {mine})
		self.assertEqual(self.found(contract=self.a.contract), set())
		frappe.set_user("Administrator")
		frappe.get_doc("SD Contract", second).db_set("contract_state", "Draft")
		frappe.set_user(narrow)
		self.assertEqual(equipment_page(mine).contract, "")
		self.assertEqual(self.found(contract="no such"), set())

	def test_the_account_of_a_contract_sees_its_pieces_only(self) -> None:
		values = {"account_kind": "Contract", "contract": self.a.contract}
		shared = make_account("shared.eq@t.test", {self.a.customer: "Requester"}, **values)
		frappe.set_user(shared)
		self.assertEqual(self.found(), {self.a.piece})
		self.assertEqual(equipment_page(self.a.piece).parts, [])
		with self.assertRaises(frappe.PageDoesNotExistError):
			equipment_page(self.a.part)
		self.assertEqual(affected.problems(self.a.piece, self.a.customer, shared), {})
		self.assertIn("equipment", affected.problems(self.a.part, self.a.customer, shared))
		frappe.set_user("Administrator")
		frappe.db.set_value("SD Equipment", self.a.part, "contract", "")
		frappe.get_doc("SD Portal Account", shared).db_set("contract", None)
		frappe.set_user(shared)
		self.assertEqual(self.found(), set())

	def test_retired_pieces_take_no_problems(self) -> None:
		old = make_equipment("T-OLD", self.a.customer, equipment_state="Retired")
		frappe.set_user(self.a.manager)
		self.assertEqual(equipment_page(old).address, "")

	def test_statements_and_plan(self) -> None:
		make_site("T Second", self.a.customer)
		frappe.set_user(self.a.manager)
		equipment_list({})
		with self.assertQueryCount(2):
			equipment_list({"q": "server"})
		equipment_page(self.a.piece)
		with self.assertQueryCount(3):
			equipment_page(self.a.piece)
