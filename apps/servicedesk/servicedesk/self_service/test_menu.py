"""The menu: what staff put into it, and that no row of it opens a page."""

from typing import Any

import frappe

from servicedesk.self_service.identity import brand
from servicedesk.self_service.menu import TARGETS, menu
from servicedesk.self_service.testing import make_company, show_registers
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase


def row(target: str, **values: str) -> dict[str, str]:
	"""A row of the menu."""
	return {"target": target, "audience": "Everybody", **values}


def save(**values: Any) -> None:
	"""Save these settings."""
	frappe.get_doc("SD Settings").update(values).save()


class TestMenu(DeskTestCase):
	"""One company's manager and requester."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a = make_company("A")

	def setUp(self) -> None:
		"""No rows, and every register shown."""
		super().setUp()
		show_registers()
		save(portal_menu=[], footer_links=[])

	def addresses(self, user: str) -> list[str]:
		"""Where the user's menu leads."""
		frappe.set_user(user)
		try:
			return [item.address for item in menu("/portal")]
		finally:
			frappe.set_user("Administrator")

	def test_without_rows_every_page_that_is_open(self) -> None:
		usual = ["/portal", "/portal/new", "/portal/requests", "/portal/contracts", "/portal/services"]
		self.assertEqual(self.addresses(self.a.requester), [*usual, "/portal/equipment"])
		self.assertEqual(
			self.addresses(self.a.manager),
			[*usual, "/portal/equipment", "/portal/members", "/portal/reports"],
		)

	def test_rows_in_their_order_with_their_labels(self) -> None:
		rows = [
			row("My Requests", label="Cases"),
			row("Own Address", label="Site", address="https://example.org"),
		]
		save(portal_menu=[*rows, row("Home")])
		frappe.set_user(self.a.requester)
		shown = [(item.label, item.address, item.current) for item in menu("/portal/requests/TEST-1")]
		self.assertEqual(
			shown,
			[
				("Cases", "/portal/requests", True),
				("Site", "https://example.org", False),
				("Home", "/portal", False),
			],
		)

	def test_managers_rows_are_theirs_alone(self) -> None:
		save(
			portal_menu=[row("Home"), row("Own Address", label="M", address="/portal/x", audience="Managers")]
		)
		self.assertEqual(self.addresses(self.a.requester), ["/portal"])
		self.assertEqual(self.addresses(self.a.manager), ["/portal", "/portal/x"])

	def test_a_row_opens_no_page(self) -> None:
		save(portal_menu=[row(target) for target in TARGETS])
		show_registers(contracts=0, equipment=0)
		shown = self.addresses(self.a.requester)
		self.assertNotIn("/portal/contracts", shown)
		self.assertNotIn("/portal/equipment", shown)
		self.assertNotIn("/portal/members", shown)
		self.assertNotIn("/portal/reports", shown)
		self.assertIn("/portal/profile", shown)

	def test_targets_are_the_choices_of_the_table(self) -> None:
		choices = frappe.get_meta("SD Menu Item").get_field("target").options.split("\n")
		self.assertEqual(choices, [*TARGETS, "Own Address"])

	def test_addresses_that_run_or_hide_something_are_refused(self) -> None:
		bad = (
			"",
			"javascript:alert(1)",
			"http://example.org",
			"//example.org",
			"mailto:a@b.test",
			"https://a@b.test",
		)
		for address in bad:
			with self.subTest(address), self.assertRaises(Refused) as refused:
				save(portal_menu=[row("Own Address", label="X", address=address)])
			self.assertEqual(list(refused.exception.problems), ["portal_menu"])
			self.assertTrue(refused.exception.problems["portal_menu"].startswith("Menu: Row 1: "))
		with self.assertRaises(Refused):
			save(portal_menu=[row("Own Address", address="/portal")])
		for address in ("javascript:alert(1)", "data:text/html,x", "portal"):
			with self.subTest(address), self.assertRaises(Refused) as refused:
				save(footer_links=[{"label": "X", "address": address}])
			self.assertEqual(list(refused.exception.problems), ["footer_links"])
		with self.assertRaises(Refused):
			save(portal_menu=[row("Home")] * 13)

	def test_links_at_the_foot(self) -> None:
		links = [
			{"label": " Mail\u202e  us ", "address": "mailto:desk@example.org"},
			{"label": "Call", "address": "tel:112"},
		]
		save(footer_links=links)
		self.assertEqual(
			[(link.label, link.address) for link in brand().footer_links],
			[("Mail us", "mailto:desk@example.org"), ("Call", "tel:112")],
		)

	def test_an_address_is_kept_only_where_it_is_used(self) -> None:
		save(portal_menu=[row("Home", address="javascript:alert(1)")])
		self.assertEqual(frappe.get_doc("SD Settings").portal_menu[0].address or "", "")
