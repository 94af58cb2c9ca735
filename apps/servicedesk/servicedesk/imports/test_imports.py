"""Each kind of table: what is made, what changes, what is refused by line and reason; twice changes nothing."""

from unittest.mock import patch

import frappe

from servicedesk.imports import customers
from servicedesk.imports.testing import IMPORTER, ImportCase, counts, load, problem_of_file, problems

CUSTOMERS = """customer_code;Наименование на клиента;Град;Phone;Language;mail_domains;Disabled
I-1;Витоша ООД;София;+359 2 123456;bg;"vitosha.example
vitosha.test";
I-2;Їжак і син;Київ;;uk;;ні
I-3;Școala Mică;Iași;;ro;;yes
"""


def customer(code: str) -> str:
	return str(frappe.db.get_value("SD Customer", {"customer_code": code}))


class TestCustomers(ImportCase):
	"""Customers and their sites."""

	def test_what_stands_in_the_file_is_stored(self) -> None:
		document = load("Customers", CUSTOMERS)
		self.assertEqual((document.state, counts(document)), ("Done", (3, 0, 0, 0)))
		stored = frappe.get_doc("SD Customer", customer("I-1"))
		self.assertEqual(
			(stored.customer_name, stored.city, stored.phone, stored.language, stored.mail_domains),
			("Витоша ООД", "София", "+359 2 123456", "bg", "vitosha.example\nvitosha.test"),
		)
		self.assertEqual((stored.owner, stored.docstatus, stored.disabled), (IMPORTER, 0, 0))
		self.assertEqual(frappe.db.get_value("SD Customer", customer("I-3"), "disabled"), 1)
		stored.save()  # what was written can be saved in the form

	def test_twice_changes_nothing(self) -> None:
		load("Customers", CUSTOMERS)
		before = frappe.get_all("SD Customer", {"owner": IMPORTER}, ["*"], order_by="name")
		versions = frappe.db.count("Version", {"owner": IMPORTER})
		again = load("Customers", CUSTOMERS)
		self.assertEqual(counts(again), (0, 0, 3, 0))
		self.assertEqual(frappe.get_all("SD Customer", {"owner": IMPORTER}, ["*"], order_by="name"), before)
		imported = frappe.db.count("Version", {"owner": IMPORTER, "ref_doctype": "SD Customer"})
		self.assertLessEqual(imported, versions)

	def test_only_what_differs_changes_and_empty_cells_leave_values_alone(self) -> None:
		load("Customers", CUSTOMERS)
		again = load(
			"Customers", "customer_code;customer_name;city;phone\nI-1;Витоша АД;;+359 2 123456\nI-2;;;\n"
		)
		self.assertEqual(counts(again), (0, 1, 1, 0))
		stored = frappe.get_doc("SD Customer", customer("I-1"))
		self.assertEqual((stored.customer_name, stored.city), ("Витоша АД", "София"))
		version = frappe.get_last_doc("Version", {"docname": stored.name})
		said = version.get_data()
		self.assertEqual(said["changed"], [["customer_name", "Витоша ООД", "Витоша АД"]])
		self.assertEqual(said["updater_reference"]["docname"], again.name)

	def test_switching_a_customer_off_ends_rights_at_once(self) -> None:
		load("Customers", CUSTOMERS)
		with patch.object(customers, "forget_all_scopes") as forget:
			load("Customers", "customer_code;city;disabled\nI-1;Варна;no\nI-3;Cluj;yes\n")
			forget.assert_not_called()
			load("Customers", "customer_code;disabled\nI-1;yes\n")
			forget.assert_called_once_with()

	def test_a_name_finds_its_customer_however_it_is_written(self) -> None:
		load("Customers", "customer_name\nВитоша ООД\n")
		again = load("Customers", "customer_name,customer_code,city\n  ВИТОША   оод,I-1,Перник\n")
		self.assertEqual(counts(again), (0, 1, 0, 0))
		self.assertEqual(frappe.db.get_value("SD Customer", customer("I-1"), "customer_name"), "Витоша ООД")

	def test_bad_rows_are_told_by_line_and_reason_and_good_ones_are_kept(self) -> None:
		content = (
			"customer_code;customer_name;phone;language;time_zone;correspondence_email;website\n"
			"I-1;One;call me;;;;\nI-2;Two;;tlh;;;\nI-3;Three;;;Sofia;;\nI-4;Four;;;;nobody;\n"
			f"I-5;{'Ж' * 300};;;;;\nI-6;;;;;;\n;;112;;;;\nI-8;Eight;;;;;javascript:alert(1)\n"
			"I-9;Nine,,,,,\nI-10;Ten;;\nI-11;Good 👩‍👩‍👧;;;;;www.good.example\ni-11;Twice;;;;;\n"
		)
		document = load("Customers", content)
		self.assertEqual(counts(document), (1, 0, 0, 11))
		self.assertEqual(
			problems(document),
			[
				(2, "Phone", "This is not a phone number."),
				(3, "Language", "There is no tlh."),
				(4, "Time Zone", "There is no such time zone. Write it as Europe/Sofia."),
				(5, "Correspondence Email", "This is not an e-mail address."),
				(6, "Customer Name", "300 characters, at most 140 are possible."),
				(7, "Customer Name", "This is needed."),
				(8, "Customer Name", "This is needed."),
				(9, "Website", "This is not a web address."),
				(10, "", "Divided by “,”, but the headings by “;”."),
				(11, "", "4 cells, but 7 headings."),
				(13, "", "The same stands in line 12."),
			],
		)
		stored = frappe.get_doc("SD Customer", customer("I-11"))
		self.assertEqual((stored.customer_name, stored.website), ("Good 👩‍👩‍👧", "https://www.good.example"))

	def test_codes_and_names_that_disagree(self) -> None:
		load("Customers", "customer_code;customer_name\nI-1;One\nI-2;Two\n")
		document = load("Customers", "customer_code;customer_name\nI-1;Two\nI-3;One\n")
		self.assertEqual(
			problems(document),
			[
				(2, "Customer Name", "Another customer has this name, with the code I-2."),
				(3, "Customer Code", "The customer of this name has the code I-1."),
			],
		)

	def test_what_only_the_database_takes_for_the_same_costs_its_row_alone(self) -> None:
		rows = "".join(f"Клиент {number}\n" for number in range(20))
		document = load("Customers", f"customer_name\n{rows}Cafe Imp\nCafé Imp\n")
		self.assertEqual(counts(document), (21, 0, 0, 1))
		self.assertEqual(problems(document)[0][0], 23)

	def test_markup_is_stored_as_text(self) -> None:
		attack = "<img src=x onerror=alert(1)>"
		content = f'customer_name;city;mail_domains\n"{attack}";"{attack}";"{attack}"\n'
		self.assertEqual(counts(load("Customers", content)), (1, 0, 0, 0))
		stored = frappe.get_last_doc("SD Customer", {"owner": IMPORTER})
		for value in (stored.customer_name, stored.city, stored.mail_domains):
			self.assertEqual(value, "&lt;img src=x onerror=alert(1)&gt;")
		self.assertEqual(counts(load("Customers", content)), (0, 0, 1, 0))

	def test_sites(self) -> None:
		load("Customers", CUSTOMERS)
		content = "Customer;Site Name;City\nI-1;Склад;Перник\nВитоша ООД;Офис;София\nI-2;Склад;\nI-9;Склад;\n;Склад;\n"
		document = load("Sites", content)
		self.assertEqual(counts(document), (3, 0, 0, 2))
		self.assertEqual(
			problems(document), [(5, "Customer", "There is no I-9."), (6, "Customer", "This is needed.")]
		)
		self.assertEqual(counts(load("Sites", content)), (0, 0, 3, 2))


class TestPeopleAndAgreements(ImportCase):
	"""Contacts, services, contracts."""

	def setUp(self) -> None:
		super().setUp()
		load("Customers", CUSTOMERS)

	def test_contacts_are_linked_to_their_customers(self) -> None:
		content = (
			"customer;first_name;last_name;email_id;phone;mobile_no;designation\n"
			"I-1;Мария;Петрова;Maria@Vitosha.example;+359 2 1;+359 88 2;Директор\n"
			"I-2;Олена;Бойко;olena@izhak.example;;;\n"
			"I-3;Олена;Бойко;olena@izhak.example;;;\n"
			"I-3;Elena;Boico;olena@izhak.example;;;\n"
			"I-1;;;nobody@vitosha.example;;;\n"
		)
		document = load("Contacts", content)
		self.assertEqual(counts(document), (2, 1, 0, 2))
		self.assertEqual(
			problems(document),
			[
				(5, "First Name", "Line 3 says something else of the same person."),
				(6, "First Name", "This is needed."),
			],
		)
		maria = frappe.get_doc("Contact", {"email_id": "maria@vitosha.example"})
		self.assertEqual(
			(maria.full_name, maria.phone, maria.mobile_no), ("Мария Петрова", "+359 2 1", "+359 88 2")
		)
		self.assertEqual([row.link_name for row in maria.links], [customer("I-1")])
		self.assertEqual(maria.links[0].link_title, "Витоша ООД")
		olena = frappe.get_doc("Contact", {"email_id": "olena@izhak.example"})
		self.assertEqual({row.link_name for row in olena.links}, {customer("I-2"), customer("I-3")})
		maria.save()
		self.assertEqual(
			(maria.phone, maria.mobile_no, maria.email_id), ("+359 2 1", "+359 88 2", "maria@vitosha.example")
		)
		frappe.db.commit()
		self.assertEqual(counts(load("Contacts", content)), (0, 0, 3, 2))

	def test_a_contact_s_new_number(self) -> None:
		head = "customer;first_name;email_id;phone;mobile_no\n"
		load("Contacts", head + "I-1;Мария;maria@vitosha.example;+359 2 1;\n")
		again = load("Contacts", head + "I-1;;maria@vitosha.example;+359 2 9;+359 88 2\n")
		self.assertEqual(counts(again), (0, 1, 0, 0))
		maria = frappe.get_doc("Contact", {"email_id": "maria@vitosha.example"})
		self.assertEqual((maria.phone, maria.mobile_no, maria.first_name), ("+359 2 9", "+359 88 2", "Мария"))
		self.assertEqual([row.phone for row in maria.phone_nos], ["+359 2 9", "+359 88 2"])
		maria.save()

	def test_services(self) -> None:
		content = "Service Name;Description\nИмп Хостинг;Сайтове\nИмп Поща;\n"
		self.assertEqual(counts(load("Services", content)), (2, 0, 0, 0))
		self.assertEqual(counts(load("Services", content.replace("Сайтове", "Уебсайтове"))), (0, 1, 1, 0))
		self.assertEqual(frappe.db.get_value("SD Service", "Имп Хостинг", "description"), "Уебсайтове")

	def test_contracts_with_services_and_sites(self) -> None:
		load("Services", "service_name\nImp Hosting\nImp Mail\n")
		load("Sites", "customer;site_name\nI-1;Depot\nI-1;Office\nI-2;Depot\n")
		head = (
			"contract_number;customer;contract_state;start_date;end_date;termination_reason;services;sites\n"
		)
		content = head + (
			'I-C1;I-1;Active;01.02.2020;;;"Imp Hosting; Imp Mail";Depot|Office\n'
			"I-C2;I-1;;2026-01-01;2025-01-01;;;\nI-C3;I-1;Terminated;2020-01-01;2020-12-31;;;\n"
			"I-C4;I-2;;2026-01-01;;;Imp Telephony;\nI-C5;I-2;;2026-01-01;;;;Office\n"
			"I-C6;I-2;;soon;;;;\nI-C7;I-2;;;;;;\nI-C8;I-2;Terminated;2020-01-01;2020-12-31;Moved;;\n"
		)
		document = load("Contracts", content.replace("Depot|Office", '"Depot|Office"'))
		self.assertEqual(counts(document), (2, 0, 0, 6))
		self.assertEqual(
			problems(document),
			[
				(3, "Until", "The contract ends before it starts."),
				(4, "Reason for Termination", "Say why the contract is terminated."),
				(5, "Services", "There is no Imp Telephony."),
				(6, "Sites", "This is not one of the customer's."),
				(7, "From", "This is not a date. Write it as 31.12.2026 or 2026-12-31."),
				(8, "From", "This is needed."),
			],
		)
		contract = frappe.get_doc("SD Contract", "I-C1")
		self.assertEqual([row.service for row in contract.services], ["Imp Hosting", "Imp Mail"])
		self.assertEqual(len(contract.sites), 2)
		self.assertEqual(str(frappe.db.get_value("SD Contract", "I-C8", "terminated_on")), "2020-12-31")

	def test_contracts_that_change(self) -> None:
		load("Services", "service_name\nImp Hosting\nImp Mail\nImp Backup\n")
		head = "contract_number;customer;contract_state;start_date;services\n"
		first = head + 'I-C1;I-1;Active;2020-01-01;"Imp Hosting|Imp Mail"\n'
		load("Contracts", first)
		self.assertEqual(counts(load("Contracts", first)), (0, 0, 1, 0))
		again = load("Contracts", head + 'I-C1;;;;"Imp Mail|Imp Backup"\n')
		self.assertEqual(counts(again), (0, 1, 0, 0))
		contract = frappe.get_doc("SD Contract", "I-C1")
		self.assertEqual([row.service for row in contract.services], ["Imp Mail", "Imp Backup"])
		refused = load("Contracts", head + "I-C1;I-2;;;\nI-C1;;Expired;;\n")
		self.assertEqual(problems(refused)[0], (2, "Customer", "The contract is another customer's."))
		refused = load("Contracts", head + "I-C1;;Expired;;\n")
		self.assertEqual(
			problems(refused),
			[(2, "State", "The contract is Active. Its state is changed by its steps, not by a file.")],
		)


class TestFiles(ImportCase):
	"""What is wrong with a file as a whole."""

	def test_files_that_are_no_tables(self) -> None:
		for content, sentence in (
			(b"customer_name\n\xd0\x92\xd0\xb8\n\xd0\xff\xd0\xb8\n", "Line 3: This line is not UTF-8."),
			(
				b"customer_name;city,phone\n",
				"Line 1: More than one separator stands between the headings: , ;.",
			),
			(
				";".join(["customer_name"] * 100_000).encode(),
				"Line 1: 100000 columns, at most 200 are possible.",
			),
			(b"customer_name;city;Customer Name\nA;B;C\n", "Line 1: Columns that stand twice: Customer Name"),
			(b"site_name;city\nA;B\n", "Line 1: Columns that are missing: Customer"),
			(b"customer_name;city\n", "Line 1: There are no rows under the headings."),
			("имя;город\nвитоша;софия\n".encode("koi8-r"), "The file's encoding is not clear."),
		):
			kind = "Sites" if content.startswith(b"site") else "Customers"
			with self.subTest(sentence):
				document = load(kind, content)
				self.assertEqual(document.state, "Failed")
				self.assertTrue(problem_of_file(document).startswith(sentence), problem_of_file(document))
		self.assertEqual(frappe.db.count("SD Customer", {"owner": IMPORTER}), 0)

	def test_old_encodings_are_read_and_the_reader_is_asked_to_look(self) -> None:
		document = load("Customers", "Наименование на клиента;Град\nИмп Витоша;София\n".encode("cp1251"))
		self.assertEqual(counts(document), (1, 0, 0, 0))
		document.onload()
		self.assertIn("Windows-1251", document.get_onload("result")["notes"][0])

	def test_unknown_columns_are_told(self) -> None:
		document = load("Customers", "customer_name;Colour\nImp A;red\n")
		document.onload()
		self.assertIn("Colour", document.get_onload("result")["notes"][-1])
