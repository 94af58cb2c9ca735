"""Tables of equipment: numbers, places, contracts, and parts that stand before their parents."""

import frappe

from servicedesk.imports.testing import IMPORTER, ImportCase, counts, load, problems

HEAD = "customer;model;serial_number;inventory_number;site;contract;service;parent_equipment;equipment_state;warranty_until\n"


def piece(serial: str) -> frappe._dict:
	fields = ["name", "title", "parent_equipment", "inventory_number", "equipment_state", "customer"]
	return frappe.db.get_value(
		"SD Equipment", {"serial_number": serial, "owner": IMPORTER}, fields, as_dict=True
	)


class TestEquipment(ImportCase):
	"""Equipment of two customers with a site, services and a contract."""

	def setUp(self) -> None:
		super().setUp()
		load("Customers", "customer_code;customer_name\nE-1;Imp One\nE-2;Imp Two\n")
		load("Sites", "customer;site_name\nE-1;Depot\nE-1;Office\nE-2;Depot\n")
		load("Services", "service_name\nImp Printing\nImp Mail\n")
		load(
			"Contracts",
			"contract_number;customer;contract_state;start_date;services;sites\n"
			"IMP-D-1;E-1;Active;2020-01-01;Imp Printing;Depot\n",
		)

	def test_what_stands_in_the_file_is_stored_and_twice_changes_nothing(self) -> None:
		content = HEAD + (
			"E-1;LaserJet;S-1;I-1;Depot;IMP-D-1;Imp Printing;;;31.12.2027\n"
			"E-1;Tray;S-2;;;;;S-1;In Repair;\nE-1;Scanner;;I-3;Office;;;;;\nE-2;LaserJet;S-1;;Depot;;;;;\n"
		)
		document = load("Equipment", content)
		self.assertEqual((counts(document), problems(document)), ((4, 0, 0, 0), []))
		tray = piece("S-2")
		self.assertEqual(frappe.db.get_value("SD Equipment", tray.parent_equipment, "serial_number"), "S-1")
		self.assertEqual((tray.title, tray.equipment_state), ("Tray S-2", "In Repair"))
		frappe.get_doc("SD Equipment", tray.name).save()
		frappe.db.commit()
		self.assertEqual(counts(load("Equipment", content)), (0, 0, 4, 0))

	def test_parts_may_stand_before_what_they_are_parts_of(self) -> None:
		content = HEAD + "E-1;C;S-3;;;;;S-2;;\nE-1;B;S-2;;;;;S-1;;\nE-1;A;S-1;;;;;;;\nE-1;D;S-4;;;;;S-9;;\n"
		document = load("Equipment", content)
		self.assertEqual(counts(document), (3, 0, 0, 1))
		self.assertEqual(
			problems(document), [(5, "Part Of", "The customer has no equipment with this number.")]
		)
		self.assertEqual(piece("S-3").parent_equipment, piece("S-2").name)

	def test_nothing_is_a_part_of_itself(self) -> None:
		load(
			"Equipment", HEAD + "E-1;A;S-1;;;;;;;\nE-1;B;S-2;;;;;S-1;;\nE-1;C;S-3;;;;;;;\nE-1;D;S-4;;;;;;;\n"
		)
		document = load("Equipment", HEAD + "E-1;;S-1;;;;;S-2;;\nE-1;;S-3;;;;;S-4;;\nE-1;;S-4;;;;;S-3;;\n")
		self.assertEqual(counts(document), (0, 1, 0, 2))
		cycle = "Equipment cannot be a part of itself or of one of its own parts."
		self.assertEqual(problems(document), [(2, "Part Of", cycle), (4, "Part Of", cycle)])

	def test_bad_rows(self) -> None:
		document = load(
			"Equipment",
			HEAD + "E-1;A;;;;;;;;\n;A;S-1;;;;;;;\nE-2;A;S-2;;Office;;;;;\nE-2;A;S-3;;;IMP-D-1;;;;\n"
			"E-1;A;S-4;;;IMP-D-1;Imp Mail;;;\nE-1;A;S-5;;Office;IMP-D-1;;;;\nE-1;A;S-6;;;;;;Lost;\n"
			"E-1;A;S-7;;;;;;;\nE-1;B;s-7;;;;;;;\n",
		)
		self.assertEqual(counts(document), (1, 0, 0, 8))
		self.assertEqual(
			[(line, column) for line, column, _reason in problems(document)],
			[
				(2, "Serial Number"),
				(3, "Customer"),
				(4, "Site"),
				(5, "Contract"),
				(6, "Service"),
				(7, "Site"),
				(8, "State"),
				(10, ""),
			],
		)

	def test_an_inventory_number_finds_what_has_no_serial_number_yet(self) -> None:
		load("Equipment", HEAD + "E-1;A;;I-1;;;;;;\nE-1;B;S-2;I-2;;;;;;\n")
		document = load("Equipment", HEAD + "E-1;;S-1;I-1;;;;;;\nE-1;;S-9;I-2;;;;;;\n")
		self.assertEqual(counts(document), (0, 1, 0, 1))
		self.assertEqual((piece("S-1").inventory_number, piece("S-1").title), ("I-1", "A S-1"))
		self.assertEqual(
			problems(document),
			[(3, "Inventory Number", "A piece with another serial number has this inventory number.")],
		)
