"""The catalogue: what is offered to whom, how it is found, whose stars are whose, what the first page costs."""

from typing import Any

import frappe

from servicedesk.catalogue import favourites
from servicedesk.self_service.catalogue import (
	CataloguePage,
	catalogue,
	catalogue_page,
	favourite_offerings,
	recent_offerings,
	star,
)
from servicedesk.self_service.contacts import account_manager
from servicedesk.self_service.home import home_page
from servicedesk.self_service.new_request import form_page
from servicedesk.self_service.testing import make_company, show_registers
from servicedesk.shared.testing import (
	AGENT,
	REQUEST_TYPE,
	SERVICE,
	DeskTestCase,
	forget_read,
	make_account,
	make_contract,
	make_customer,
)
from servicedesk.tickets.testing import make_ticket

ELSEWHERE, BOUND, ACCESS = "T Elsewhere", "T Bound", "T Доступ до пошти"
PLACES = "T Places"
PAGE_STATEMENTS = 8


def make_type(title: str, **values: Any) -> str:
	"""A published request type; return its route."""
	doc = frappe.get_doc({"doctype": "SD Request Type", "title": title, "published": 1, **values}).insert()
	return str(doc.route)


class TestCatalogue(DeskTestCase):
	"""Two companies, and types for a service that a contract covers, for one that none covers, and for everybody."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		show_registers()
		cls.a, cls.b = make_company("A"), make_company("B")
		for service in (ELSEWHERE, BOUND):
			frappe.get_doc({"doctype": "SD Service", "service_name": service}).insert()
		frappe.get_doc({"doctype": "SD Service Category", "category_name": PLACES}).insert()
		frappe.db.set_value("SD Service", SERVICE, "category", PLACES)
		cls.covered = make_type("T Covered", services=[{"service": SERVICE}], kind="Change")
		cls.elsewhere = make_type(ELSEWHERE, services=[{"service": ELSEWHERE}])
		cls.access = make_type(ACCESS, kind="Query", description="Нова скринька")
		forget_read()

	def tearDown(self) -> None:
		"""What was withdrawn or put elsewhere is back: caches know nothing of savepoints."""
		super().tearDown()
		forget_read()

	def names(self) -> set[str]:
		"""The types of the test that are offered to the signed-in user."""
		return {item.name for item in catalogue() if item.name.startswith("T ")}

	def found(self, **typed: str) -> tuple[set[str], CataloguePage]:
		"""The types of the test that the page shows for what stands in its address, and the page."""
		page = catalogue_page(catalogue(typed), typed)
		items = [item for kind in page.kinds for shelf in kind.shelves for item in shelf.items]
		return {item.name for item in items if not item.hidden and item.name.startswith("T ")}, page

	def test_only_what_valid_contracts_hold(self) -> None:
		frappe.get_doc("SD Settings").update({"contract_required": 1}).save()
		frappe.set_user(self.a.requester)
		self.assertEqual(self.names(), {REQUEST_TYPE, "T Covered", ACCESS})
		for forged in (self.elsewhere, "no-such-type", "x" * 80):
			with self.subTest(forged), self.assertRaises(frappe.PageDoesNotExistError):
				form_page(forged)

	def test_without_any_contract_the_form_says_why(self) -> None:
		frappe.get_doc("SD Settings").update({"contract_required": 1}).save()
		alone = make_account("alone@t.test", {make_customer("T Alone"): "Requester"})
		frappe.set_user(alone)
		self.assertIn("T Covered", self.names())

	def test_only_what_the_account_is_subscribed_to(self) -> None:
		narrow = make_account("narrow@t.test", {self.a.customer: "Requester"}, services=[{"service": BOUND}])
		frappe.set_user(narrow)
		self.assertEqual(self.names(), {REQUEST_TYPE, ACCESS})
		with self.assertRaises(frappe.PageDoesNotExistError):
			form_page(self.covered)

	def test_what_is_withdrawn_is_gone(self) -> None:
		frappe.get_doc("SD Request Type", ACCESS).update({"published": 0}).save()
		frappe.set_user(self.a.requester)
		self.assertNotIn(ACCESS, self.names())

	def test_words_find_it_on_any_keyboard(self) -> None:
		frappe.set_user(self.a.requester)
		for query in ("доступ", "DOSTUP poshti", "скринька", "t dostup do"):
			with self.subTest(query):
				self.assertEqual(self.found(q=query)[0], {ACCESS})
		self.assertEqual(self.found(q="qwertyuiop")[1].found, 0)
		# Words look through every kind.
		self.assertEqual(self.found(q="dostup", kind="incident")[0], {ACCESS})

	def test_a_kind_and_its_categories(self) -> None:
		frappe.set_user(self.a.requester)
		shown, page = self.found(kind="query")
		self.assertEqual(shown, {ACCESS})
		self.assertEqual([kind.slug for kind in page.kinds if kind.current], ["query"])
		self.assertTrue(next(kind for kind in page.kinds if kind.slug == "change").hidden)
		shelves = next(kind for kind in page.kinds if kind.slug == "change").shelves
		self.assertIn(PLACES, [shelf.category for shelf in shelves])
		self.assertTrue(page.kinds[0].address.startswith("/portal/new?kind="))

	def test_a_category_of_its_own_goes_before_that_of_the_services(self) -> None:
		frappe.get_doc({"doctype": "SD Service Category", "category_name": "T Own"}).insert()
		frappe.get_doc("SD Request Type", "T Covered").update({"category": "T Own"}).save()
		frappe.set_user(self.a.requester)
		self.assertEqual(next(item.category for item in catalogue() if item.name == "T Covered"), "T Own")

	def test_a_star_is_its_users_own(self) -> None:
		frappe.set_user(self.a.requester)
		self.assertTrue(star(self.access, True).starred)
		star(self.access, True)
		self.assertEqual([item.name for item in favourite_offerings(catalogue())], [ACCESS])
		frappe.set_user(self.a.manager)
		self.assertEqual(favourite_offerings(catalogue()), [])
		star(self.access, False)
		self.assertEqual(favourites.of_user(self.a.requester), {ACCESS})
		frappe.set_user(self.a.requester)
		self.assertFalse(star(self.access, False).starred)
		self.assertEqual(favourites.of_user(self.a.requester), frozenset())

	def test_nothing_is_starred_that_is_not_offered(self) -> None:
		frappe.get_doc("SD Settings").update({"contract_required": 1}).save()
		frappe.set_user(self.a.requester)
		for forged in (self.elsewhere, "no-such-type", "", REQUEST_TYPE):
			with self.subTest(forged), self.assertRaises(frappe.PageDoesNotExistError):
				star(forged, True)
		self.assertEqual(favourites.of_user(self.a.requester), frozenset())

	def test_customers_have_no_right_on_the_stars(self) -> None:
		favourites.keep(self.b.requester, ACCESS, True)
		frappe.set_user(self.a.requester)
		for right in ("read", "write", "create", "delete"):
			self.assertFalse(frappe.has_permission(favourites.FAVOURITE, right), right)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_list(favourites.FAVOURITE)

	def test_two_clicks_at_once_leave_one_star(self) -> None:
		values = {"user": self.a.requester, "request_type": ACCESS}
		favourites.keep(**values, starred=True)
		favourites._insert(values)
		self.assertEqual(frappe.db.count(favourites.FAVOURITE, values), 1)

	def test_a_star_keeps_nothing_from_being_deleted(self) -> None:
		favourites.keep(self.a.requester, ACCESS, True)
		frappe.delete_doc("SD Request Type", ACCESS)
		self.assertEqual(frappe.db.count(favourites.FAVOURITE, {"request_type": ACCESS}), 0)

	def test_recently_used_are_ones_own_newest_first(self) -> None:
		covered = frappe.get_doc("SD Request Type", "T Covered")
		covered.append("form_fields", {"label": "What", "field_type": "Text", "maps_to": "subject"})
		covered.save()
		make_ticket(self.a.requester, self.a.customer)
		make_ticket(self.a.requester, self.a.customer, request_type="T Covered", answers={"what": "Broken"})
		frappe.set_user(self.a.requester)
		offered = catalogue()
		with self.assertQueryCount(1):
			recent = recent_offerings(offered, 4)
		self.assertEqual({item.name for item in recent}, {REQUEST_TYPE, "T Covered"})
		self.assertEqual(len(recent_offerings(offered, 1)), 1)
		star(self.covered, True)
		self.assertEqual([item.name for item in recent_offerings(catalogue(), 4)], [REQUEST_TYPE])
		frappe.set_user(self.b.requester)
		self.assertEqual(recent_offerings(catalogue(), 4), [])

	def test_the_account_manager_of_the_one_customer(self) -> None:
		frappe.set_user(self.a.requester)
		self.assertIsNone(account_manager())
		frappe.set_user("Administrator")
		frappe.get_doc("SD Customer", self.a.customer).update({"account_manager": AGENT}).save()
		frappe.set_user(self.a.requester)
		self.assertEqual(getattr(account_manager(), "email", ""), AGENT)
		frappe.set_user(self.b.requester)
		self.assertIsNone(account_manager())

	def test_statements_of_the_first_page(self) -> None:
		for number in range(3):
			make_contract(f"T-{number}", self.a.customer)
		for user in (self.a.requester, self.a.manager):
			frappe.set_user(user)
			home_page()
			with self.subTest(user), self.assertQueryCount(PAGE_STATEMENTS):
				home_page()
			with self.assertQueryCount(1):
				catalogue()
