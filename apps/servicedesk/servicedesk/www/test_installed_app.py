"""The portal as an app: manifest, icons, worker, and the page without a line; nothing of a reader in any of them."""

import json
import re
from io import BytesIO

import frappe
from PIL import Image

from servicedesk.self_service import app_icon, installed_app
from servicedesk.self_service.identity import brand
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.www.testing import ask, page

GUEST, USER = "Guest", "app@t.test"
PHONE, TITLE = "+359 2 555 0100", "Жар-птица"


class TestInstalledApp(DeskTestCase):
	"""One desk with a name in Cyrillic letters and a colour of its own."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		settings = frappe.get_doc("SD Settings")
		settings.update({"portal_title": TITLE, "primary_color": "#b3422b", "contact_phone": PHONE})
		settings.save()
		make_account(USER, {make_customer("T App"): "Requester"})

	def manifest(self) -> dict:
		"""What the manifest says."""
		return dict(json.loads(page(GUEST, "/portal/manifest.webmanifest")))

	def test_the_manifest_lets_the_portal_be_installed(self) -> None:
		answer = ask(GUEST, "/portal/manifest.webmanifest")
		self.assertEqual(answer.mimetype, "application/manifest+json")
		found = self.manifest()
		self.assertEqual((found["name"], found["start_url"], found["scope"]), (TITLE, "/portal", "/portal"))
		self.assertEqual((found["display"], found["theme_color"]), ("standalone", "#b3422b"))
		self.assertLessEqual(len(found["short_name"]), installed_app.SHORT_NAME)
		self.assertEqual({icon["purpose"] for icon in found["icons"]}, {"any", "maskable"})

	def test_each_icon_is_as_large_as_the_manifest_says(self) -> None:
		for icon in self.manifest()["icons"]:
			with self.subTest(icon["src"]):
				answer = ask(GUEST, icon["src"])
				picture = Image.open(BytesIO(answer.get_data()))
				self.assertEqual(answer.mimetype, "image/png")
				self.assertEqual(f"{picture.width}x{picture.height}", icon["sizes"])
				self.assertIn("max-age=31536000", answer.headers["Cache-Control"])

	def test_an_icon_of_before_a_change_is_asked_for_again_soon_and_no_others_are_made(self) -> None:
		self.assertIn(
			"max-age=3600", ask(GUEST, "/portal/icons/0123456789ab/192.png").headers["Cache-Control"]
		)
		self.assertEqual(ask(GUEST, "/portal/icons/0123456789ab/9999.png").status_code, 404)

	def test_icons_show_the_colour_and_something_on_it(self) -> None:
		for letter in ("Ж", "A", "\ufffe"):
			for shape in app_icon.SHAPES.values():
				with self.subTest(letter=letter, shape=shape):
					picture = Image.open(BytesIO(app_icon.drawn(shape, letter, "#b3422b"))).convert("RGBA")
					colors = {color for _count, color in picture.getcolors(1 << 20) or []}
					self.assertIn((0xB3, 0x42, 0x2B, 255), colors)
					self.assertIn((255, 255, 255, 255), colors)
					corner = picture.getpixel((0, 0))
					self.assertEqual(corner == (0, 0, 0, 0), shape.rounded)

	def test_an_icon_is_drawn_once(self) -> None:
		first = app_icon.icon("192", "Ж", "b3422b")
		with self.assertQueryCount(0):
			self.assertEqual(app_icon.icon("192", "Ж", "b3422b"), first)

	def test_the_worker_may_answer_for_the_whole_portal_and_is_kept(self) -> None:
		answer = ask(USER, "/portal/sw.js")
		self.assertEqual(answer.headers["Service-Worker-Allowed"], "/portal")
		self.assertEqual(answer.mimetype, "text/javascript")
		self.assertIn("max-age=31536000", answer.headers["Cache-Control"])
		self.assertNotIn(USER, answer.get_data(as_text=True))

	def test_another_name_phone_or_colour_makes_another_worker(self) -> None:
		before = installed_app.links()
		for field, value in (
			("contact_phone", "0700"),
			("primary_color", "#112233"),
			("portal_title", "Other"),
		):
			with self.subTest(field):
				settings = frappe.get_doc("SD Settings")
				settings.set(field, value)
				settings.save()
				after = installed_app.links()
				self.assertNotEqual(after.worker, before.worker)
				self.assertNotEqual(after.manifest, before.manifest)
				before = after

	def test_the_page_without_a_line_names_the_phone_and_nobody_who_reads(self) -> None:
		for user in (GUEST, USER):
			with self.subTest(user):
				text = page(user, "/portal/offline")
				self.assertIn("tel:+35925550100", text)
				self.assertNotIn(USER, text)
				self.assertNotIn("T App", text)
				self.assertNotIn("csrf", text)

	def test_pages_tell_people_at_one_device_apart_without_naming_them(self) -> None:
		found = re.search('name="portal-reader" content="([^"]*)"', page(USER, "/portal"))
		self.assertTrue(found and len(found[1]) == 12 and USER not in found[1])
		guest = re.search('name="portal-reader" content="([^"]*)"', page(GUEST, "/portal/sign-in"))
		self.assertEqual(guest and guest[1], "")

	def test_links_and_texts_on_any_colour_can_be_read(self) -> None:
		sheet = page(GUEST, "/portal/theme/ffd400.css")
		self.assertIn("--brand:#ffd400;--on-brand:#000000", sheet)
		self.assertNotIn("--link:#ffd400", sheet.split("@media")[0])
		self.assertEqual(ask(GUEST, "/portal/theme/12345.css").status_code, 404)

	def test_the_brand_is_what_the_settings_say(self) -> None:
		self.assertEqual(installed_app.letter_of(brand()), "Ж")
