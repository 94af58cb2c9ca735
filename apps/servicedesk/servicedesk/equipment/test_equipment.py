"""Equipment as it is stored, listed and nested."""

from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from servicedesk.equipment import equipment_rules, equipment_tree
from servicedesk.equipment.equipment_rules import chain_above
from servicedesk.shared.errors import Refused
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import (
	SERVICE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
	make_site,
)

MANY = 300


class TestEquipment(DeskTestCase):
	"""Equipment of one customer, and a bit of another's."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Equipment")
		self.other = make_customer("T Neighbour")

	def piece(self, serial: str, **values: object) -> "frappe.Document":
		"""A stored piece of the customer's equipment."""
		return frappe.get_doc("SD Equipment", make_equipment(serial, self.customer, **values))

	def assert_refused(self, field: str, sentence: str, **values: object) -> None:
		"""A piece with these values is refused, by this field and with this sentence."""
		with self.assertRaisesRegex(Refused, sentence) as caught:
			self.piece("BAD", **values)
		self.assertEqual(list(caught.exception.problems), [field])

	def test_text_is_stored_as_people_read_it(self) -> None:
		piece = self.piece(" SN\u00a0 1\x00 ", model="Pr\u0061\u0301ce", city="  ")
		self.assertEqual((piece.serial_number, piece.model, piece.city), ("SN 1", "Pr\u00e1ce", None))
		self.assertEqual(piece.title, "Pr\u00e1ce SN 1")

	def test_title_follows_until_somebody_types_one(self) -> None:
		piece = self.piece("SN-1")
		piece.update({"model": "Other"}).save()
		self.assertEqual(piece.title, "Other SN-1")
		piece.update({"title": "Reception"}).save()
		piece.update({"model": "Third"}).save()
		self.assertEqual(piece.title, "Reception")
		self.assertEqual(self.piece("", model="").title, "Equipment")

	def test_serial_number_is_one_customers_once(self) -> None:
		self.piece("SN-1")
		with self.assertRaisesRegex(Refused, "sn-1 already: T Model SN-1"):
			frappe.get_doc(
				{"doctype": "SD Equipment", "customer": self.customer, "serial_number": " sn-1 "}
			).insert()
		make_equipment("SN-1", self.other)
		for _turn in range(2):
			frappe.get_doc({"doctype": "SD Equipment", "customer": self.customer, "model": "Bare"}).insert()

	def test_two_at_once_store_one(self) -> None:
		"""Whoever asked before the other had stored is stopped by the database."""
		self.piece("SN-1")
		second = {"doctype": "SD Equipment", "customer": self.customer, "serial_number": "SN-1"}
		with (
			patch.object(equipment_rules, "_serial_problem", return_value=""),
			self.assertRaises(frappe.UniqueValidationError),
		):
			frappe.get_doc(second).insert()

	def test_references_are_the_customers_own(self) -> None:
		self.assert_refused("site", "site is not one", site=make_site("T Abroad", self.other))
		self.assert_refused(
			"contract", "contract is not one", contract=make_contract("T-FOREIGN", self.other)
		)
		foreign = make_equipment("F-1", self.other)
		self.assert_refused("parent_equipment", "another customer", parent_equipment=foreign)

	def test_contract_covers_service_and_site(self) -> None:
		other_service = frappe.get_doc({"doctype": "SD Service", "service_name": "T Extra"}).insert().name
		here, there = make_site("T Here", self.customer), make_site("T There", self.customer)
		contract = make_contract("T-HERE", self.customer, sites=[{"site": here}])
		self.assert_refused("contract", "not cover this service", contract=contract, service=other_service)
		self.assert_refused("contract", "not cover this site", contract=contract, site=there)
		piece = self.piece("SN-OK", contract=contract, service=SERVICE, site=here)
		# What is settled is not asked about again when the contract changes.
		frappe.get_doc("SD Contract", contract).update({"services": []}).save()
		piece.update({"model": "New"}).save()

	def test_no_circles(self) -> None:
		rack, server, disk = self.nest("RACK", "SERVER", "DISK")
		self.assertEqual([row.name for row in chain_above(disk.name)], [disk.name, server.name, rack.name])
		with self.assertRaisesRegex(Refused, "part of itself"):
			rack.update({"parent_equipment": disk.name}).save()
		server.reload()
		with self.assertRaisesRegex(Refused, "part of itself"):
			server.update({"parent_equipment": server.name}).save()

	def test_a_circle_in_the_database_ends(self) -> None:
		rack, server, _disk = self.nest("RACK", "SERVER", "DISK")
		frappe.db.set_value("SD Equipment", rack.name, "parent_equipment", server.name)
		self.assertEqual({row.name for row in chain_above(server.name)}, {rack.name, server.name})

	def nest(self, *serials: str) -> list["frappe.Document"]:
		"""Pieces, each a part of the one before."""
		pieces: list = []
		for serial in serials:
			pieces.append(self.piece(serial, parent_equipment=pieces[-1].name if pieces else None))
		return pieces

	def test_equipment_with_parts_stays_with_its_customer(self) -> None:
		rack, server = self.nest("RACK", "SERVER")
		with self.assertRaisesRegex(Refused, "has parts"):
			rack.update({"customer": self.other}).save()
		server.update({"customer": self.other, "parent_equipment": None}).save()

	def test_tree_level_by_level(self) -> None:
		rack, server, disk = self.nest("RACK", "SERVER", "DISK")
		alone = self.piece("ALONE")
		roots = equipment_tree.nodes(self.customer, "")
		self.assertEqual(
			[(node["value"], node["expandable"]) for node in roots], [(alone.name, False), (rack.name, True)]
		)
		self.assertEqual(
			[node["value"] for node in equipment_tree.nodes(self.customer, rack.name)], [server.name]
		)
		place = equipment_tree.place_of(server)
		self.assertEqual([row["name"] for row in place["above"]], [rack.name])
		self.assertEqual([row.name for row in place["parts"]], [disk.name])

	def test_customers_see_only_their_own_by_the_frameworks_list(self) -> None:
		mine, theirs = self.piece("MINE").name, make_equipment("THEIRS", self.other)
		frappe.set_user(make_account("owner@t.test", {self.customer: "Requester"}))
		found = frappe.get_list("SD Equipment", pluck="name")
		self.assertIn(mine, found)
		self.assertNotIn(theirs, found)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("SD Equipment", theirs).check_permission("read")
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("SD Equipment", mine).save()

	def test_lists_of_a_customer_run_on_an_index(self) -> None:
		self.fill()
		for query in (
			"select name from `tabSD Equipment` where customer = %s order by title limit 20",
			"select name from `tabSD Equipment` where customer = %s and title > 'M' order by title limit 20",
		):
			with self.subTest(query=query):
				plan = frappe.db.sql(f"explain {query}", self.customer, as_dict=True)[0]
				self.assertEqual(plan.key, "by_customer")
				self.assertNotIn("filesort", plan.Extra or "")

	def fill(self) -> None:
		"""Rows enough for the database to care about indexes."""
		columns = (*STANDARD_COLUMNS, "customer", "title")
		now = now_datetime()
		rows = [
			(*standard_values(frappe.generate_hash(length=10), now), customer, f"Title {number}")
			for customer in (self.customer, self.other)
			for number in range(MANY)
		]
		insert_rows("SD Equipment", columns, rows)

	def test_saving_costs_the_same_however_much_there_is(self) -> None:
		rack, server = self.nest("RACK", "SERVER")
		self.fill()
		server.reload()
		frappe.get_cached_doc("SD Contract", make_contract("T-C", self.customer))
		with self.assertQueryCount(16):
			server.update({"model": "New"}).save()
		self.assertEqual(rack.name, server.parent_equipment)
