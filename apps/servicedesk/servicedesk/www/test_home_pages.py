"""Home, catalogue and the company's dress, asked for as a browser does."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import frappe
from PIL import Image

from servicedesk.catalogue.testing import make_type
from servicedesk.self_service.brand_images import logo_address
from servicedesk.self_service.testing import make_company
from servicedesk.shared.errors import Refused
from servicedesk.shared.portal_settings import LINES, TEXTS
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, forget_read, make_account
from servicedesk.www.templating import environment
from servicedesk.www.testing import ask, page

GUEST = "Guest"
HTML = "<script>alert(1)</script>"
WIDE = (900, 300)


def picture(kind: str = "PNG", size: tuple[int, int] = WIDE) -> bytes:
	"""An uploaded picture."""
	content = BytesIO()
	Image.new("RGB", size, "#14663a").save(content, kind)
	return content.getvalue()


def upload(name: str, content: bytes) -> str:
	"""A private file of the settings; return its address."""
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"content": content,
			"is_private": 1,
			"attached_to_doctype": "SD Settings",
			"attached_to_name": "SD Settings",
		}
	)
	return str(file.insert().file_url)


def save(**values: Any) -> None:
	"""Save these settings."""
	frappe.get_doc("SD Settings").update(values).save()


class TestHomePages(DeskTestCase):
	"""A company, and somebody who comes for the first time."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a = make_company("A")
		cls.new = make_account("new@t.test", {cls.a.customer: "Requester"})
		cls.route = frappe.db.get_value("SD Request Type", REQUEST_TYPE, "route")

	def tearDown(self) -> None:
		"""What was withdrawn is back: caches know nothing of savepoints."""
		super().tearDown()
		forget_read()

	def test_the_first_time(self) -> None:
		text = page(self.new, "/portal")
		self.assertIn('class="card nothing"', text)
		self.assertNotIn('id="recent"', text)
		self.assertNotIn('id="favourites"', text)

	def test_the_catalogue_without_script(self) -> None:
		text = page(self.new, "/portal/new?q=zzzz")
		self.assertNotIn("<div data-nothing hidden>", text)
		self.assertIn(f'name="route" value="{self.route}"', text)
		self.assertIn("<div data-nothing hidden>", page(self.new, "/portal/new?q=T+Help"))

	def test_a_search_and_kinds_where_there_is_much_to_look_through(self) -> None:
		frappe.db.set_value("SD Request Type", {"name": ["!=", REQUEST_TYPE]}, "published", 0)
		forget_read()
		for number, searched in ((2, False), (3, False), (4, True)):
			with self.subTest(number):
				for title in ("T One", "T Two", "T Three")[: number - 1]:
					if not frappe.db.exists("SD Request Type", title):
						make_type(title, kind="Query")
				text = page(self.new, "/portal/new")
				self.assertEqual(text.count("data-key"), number)
				self.assertEqual('id="catalogue_words"' in text, searched)
				self.assertEqual('class="kinds"' in text, searched)
		self.assertIn('class="kinds"', page(self.new, "/portal/new?kind=query"))

	def test_a_search_is_shown_as_it_was_typed(self) -> None:
		text = page(self.new, "/portal/new?q=%3Cscript%3Ealert(1)%3C/script%3E&kind=%3Cb%3E")
		self.assertIn('value="&lt;script&gt;alert(1)&lt;/script&gt;"', text)
		self.assertNotIn(HTML, text)

	def test_whatever_is_searched_or_starred(self) -> None:
		"""Blanks, controls, marks of direction, a megabyte: an answer, and the search field shows no more than it takes."""
		# With one form alone the catalogue leads there.
		make_type("T One", kind="Query")
		for typed in ("", "   ", "\x00\x07", "\u202e\u2066", "\U0001f600", "%", "[", "x" * 1_000_000):
			with self.subTest(typed[:9]):
				asked = urlencode({"q": typed, "kind": typed, "service": typed})
				text = page(self.new, f"/portal/new?{asked}")
				self.assertLess(len(text), 100_000)
				star = {"route": typed, "starred": typed, "back": typed}
				self.assertEqual(ask(self.new, "/portal/favourites", star).status_code, 404)
				answer = ask(self.new, "/portal/favourites", {**star, "route": self.route})
				self.assertEqual(answer.headers["Location"], "/portal/new")
		self.assertNotIn('id="favourites"', page(self.new, "/portal"))

	def test_a_star_by_a_plain_form_and_by_htmx(self) -> None:
		form = {"route": self.route, "starred": "1", "back": "/portal/new"}
		answer = ask(self.new, "/portal/favourites", form)
		self.assertEqual((answer.status_code, answer.headers["Location"]), (303, "/portal/new"))
		self.assertIn('id="favourites"', page(self.new, "/portal"))
		fragment = ask(self.new, "/portal/favourites", {**form, "starred": "0"}, fragment=True)
		text = fragment.get_data(as_text=True)
		self.assertIn('aria-pressed="false"', text)
		self.assertNotIn("<html", text)
		away = ask(self.new, "/portal/favourites", {**form, "back": "https://example.org"})
		self.assertEqual(away.headers["Location"], "/portal/new")

	def test_a_star_for_nothing(self) -> None:
		self.assertEqual(ask(self.new, "/portal/favourites", {"route": "no-such"}).status_code, 404)
		self.assertEqual(ask(self.new, "/portal/favourites", {}).status_code, 404)
		self.assertEqual(ask(GUEST, "/portal/favourites", {"route": self.route}).status_code, 401)

	def test_the_settings_texts_are_texts(self) -> None:
		"""Also where somebody wrote them past the form, which takes the worst out of them itself."""
		save(
			footer_links=[{"label": "X", "address": "https://example.org"}],
			portal_menu=[{"target": "Home", "label": "X", "audience": "Everybody"}],
		)
		for name in (*TEXTS, *LINES):
			frappe.db.set_single_value("SD Settings", name, HTML)
		for table in ("SD Footer Link", "SD Menu Item"):
			frappe.db.set_value(table, {"parent": "SD Settings"}, "label", HTML)
		frappe.clear_document_cache("SD Settings", "SD Settings")
		for user, address in (
			(self.new, "/portal"),
			(GUEST, "/portal/sign-in"),
			(self.new, "/portal/no-such"),
		):
			text = ask(user, address).get_data(as_text=True)
			self.assertNotIn(HTML, text, address)
			self.assertIn("&lt;script&gt;alert(1)", text, address)

	def test_the_logo_is_drawn_anew_for_everybody(self) -> None:
		stored = upload("mark.png", picture())
		save(logo=stored, logo_has_name=1, portal_title="Test & Desk")
		self.assertIn(f'src="{logo_address(stored)}" alt="Test &amp; Desk"', page(GUEST, "/portal/sign-in"))
		answer = ask(GUEST, logo_address(stored))
		self.assertEqual((answer.status_code, answer.content_type), (200, "image/png"))
		self.assertEqual(Image.open(BytesIO(answer.get_data())).size, (360, 120))
		self.assertEqual(ask(GUEST, "/portal/logo/0123456789ab.png").status_code, 404)
		icon = (
			page(GUEST, "/portal/sign-in")
			.partition('<link rel="icon"')[2]
			.partition('href="')[2]
			.partition('"')[0]
		)
		drawn = Image.open(BytesIO(ask(GUEST, icon).get_data()))
		self.assertEqual(drawn.size, (32, 32))
		# The whole picture: clear above it, its colour in the middle.
		self.assertEqual(drawn.convert("RGBA").getchannel("A").getpixel((16, 1)), 0)
		self.assertEqual(drawn.convert("RGB").getpixel((16, 16)), (0x14, 0x66, 0x3A))

	def test_every_icon_that_can_be_chosen_has_its_drawing(self) -> None:
		names = frappe.get_meta("SD Request Type").get_field("icon").options.split("\n")
		drawings = vars(environment().get_template("icons.html").module)["drawings"]
		self.assertEqual(["", *drawings], names)

	def test_without_a_logo_there_is_none(self) -> None:
		save(logo="", favicon="")
		self.assertIn('class="brand-mark"', page(GUEST, "/portal/sign-in"))
		self.assertEqual(ask(GUEST, "/portal/logo/0123456789ab.png").status_code, 404)

	def test_pictures_that_are_none_are_refused(self) -> None:
		for stored in (
			upload("lie.png", b"no picture"),
			"/files/missing.png",
			"https://example.org/mark.png",
		):
			for name in ("logo", "favicon"):
				with self.subTest(stored), self.assertRaises(Refused) as refused:
					save(**{name: stored})
				self.assertEqual(list(refused.exception.problems), [name])

	def test_colours_that_are_none_are_refused(self) -> None:
		for colour in ("red", "#12", "#12345g", "url(x)", "#1d4ed8;}"):
			with self.subTest(colour), self.assertRaises((Refused, frappe.ValidationError)):
				save(primary_color=colour)
		for colour in ("#fff", "#FFD400", "#000000"):
			save(primary_color=colour)
			self.assertIn(f"/portal/theme/{colour[1:]}.css", page(GUEST, "/portal/sign-in"))

	def test_texts_that_hide_something_are_cleaned_and_long_ones_refused(self) -> None:
		save(portal_title="Desk\u202e\x07  One", footer_note=" one\r\ntwo ")
		settings = frappe.get_doc("SD Settings")
		self.assertEqual((settings.portal_title, settings.footer_note), ("Desk One", "one\ntwo"))
		with self.assertRaises(Refused) as refused:
			save(welcome_text="x" * 1001, contact_hours="x" * 141)
		self.assertEqual(set(refused.exception.problems), {"welcome_text", "contact_hours"})
