"""Customers and their sites as they are stored, and what the desk keeps of their contacts."""

import frappe

from servicedesk.customers.contact_rights import ensure_address_template, ensure_contact_rights
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	AGENT_ROLE,
	DeskTestCase,
	make_account,
	make_customer,
	make_site,
	make_user,
)

READER = "reader@desk.test"


class TestRegisters(DeskTestCase):
	"""A customer, its sites, its contacts."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Registers")

	def document(self) -> "frappe.Document":
		"""The customer as it is stored."""
		return frappe.get_doc("SD Customer", self.customer)

	def test_empty_codes_are_none_and_others_unique(self) -> None:
		for name in ("T First", "T Second"):
			frappe.get_doc({"doctype": "SD Customer", "customer_name": name, "customer_code": " "}).insert()
		self.document().update({"customer_code": " C\u00a01 "}).save()
		self.assertEqual(self.document().customer_code, "C 1")
		with self.assertRaises(frappe.UniqueValidationError):
			frappe.get_doc(
				{"doctype": "SD Customer", "customer_name": "T Third", "customer_code": "C 1"}
			).insert()

	def test_unknown_time_zone_is_refused(self) -> None:
		self.document().update({"time_zone": "Europe/Sofia"}).save()
		for zone in ("Sofia", "../etc/passwd", "Europe/"):
			with self.subTest(zone=zone), self.assertRaisesRegex(Refused, "no time zone"):
				self.document().update({"time_zone": zone}).save()

	def test_site_once_a_customer(self) -> None:
		site = make_site("  Depot\u00a0 1 ", self.customer)
		self.assertEqual(frappe.db.get_value("SD Site", site, "site_name"), "Depot 1")
		with self.assertRaisesRegex(Refused, "of this name already"):
			frappe.get_doc({"doctype": "SD Site", "customer": self.customer, "site_name": "depot 1"}).insert()
		make_site("Depot 1", make_customer("T Elsewhere"))

	def test_site_stays_with_its_customer(self) -> None:
		site = frappe.get_doc("SD Site", make_site("Depot", self.customer))
		with self.assertRaises(frappe.CannotChangeConstantError):
			site.update({"customer": make_customer("T Elsewhere")}).save()

	def test_form_shows_the_frameworks_contacts_to_agents(self) -> None:
		ensure_address_template()
		ensure_contact_rights()
		link = {"link_doctype": "SD Customer", "link_name": self.customer}
		contact = {"doctype": "Contact", "first_name": "Ana", "last_name": "Pop", "links": [link]}
		frappe.get_doc(contact).insert()
		address = {"doctype": "Address", "address_title": "T", "address_line1": "Str. 1", "city": "Iași"}
		country = frappe.db.get_value("Country", {}, "name")
		frappe.get_doc({**address, "address_type": "Office", "country": country, "links": [link]}).insert()
		make_user(READER, AGENT_ROLE)
		frappe.set_user(READER)
		customer = self.document()
		customer.run_method("onload")
		shown = customer.get("__onload")
		self.assertEqual([row["last_name"] for row in shown["contact_list"]], ["Pop"])
		self.assertEqual([row["city"] for row in shown["addr_list"]], ["Iași"])

	def test_form_opens_without_a_template_of_addresses(self) -> None:
		frappe.db.set_value("Address Template", {"is_default": 1}, "is_default", 0)
		self.document().run_method("onload")

	def test_who_is_let_in_by_their_domain_supervisors_decide(self) -> None:
		for role, stored in ((AGENT_ROLE, None), ("Service Desk Supervisor", "nova.test")):
			with self.subTest(role=role):
				frappe.set_user("Administrator")
				frappe.set_user(make_user(f"{frappe.scrub(role)}@desk.test", role))
				self.document().update({"mail_domains": "nova.test", "city": role}).save()
				found = frappe.db.get_value("SD Customer", self.customer, ["mail_domains", "city"])
				self.assertEqual(found, (stored, role))

	def test_rights_on_contacts_are_given_once(self) -> None:
		ensure_contact_rights()
		given = {"parent": "Contact", "role": AGENT_ROLE}
		self.assertEqual(frappe.db.count("Custom DocPerm", given), 1)
		frappe.db.delete("Custom DocPerm", given)
		ensure_contact_rights()
		self.assertEqual(frappe.db.count("Custom DocPerm", given), 0)

	def test_contacts_of_the_customer_alone_go_with_it(self) -> None:
		links = [{"link_doctype": "SD Customer", "link_name": self.customer}]
		alone = frappe.get_doc({"doctype": "Contact", "first_name": "Alone", "links": links}).insert().name
		self.document().delete()
		self.assertFalse(frappe.db.exists("Contact", alone))

	def test_customers_see_their_own_site_and_no_other(self) -> None:
		mine, theirs = make_site("Mine", self.customer), make_site("Theirs", make_customer("T Elsewhere"))
		frappe.set_user(make_account("owner@t.test", {self.customer: "Manager"}))
		self.assertEqual(
			frappe.get_list("SD Site", filters={"name": ("in", [mine, theirs])}, pluck="name"), [mine]
		)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("SD Site", mine).save()
