"""What belongs to a request's page: formatted comments, order, paper, small pictures, sharing, and what is new."""

import re
from io import BytesIO
from typing import Any

import frappe
from PIL import Image

from servicedesk.self_service.request_activity import ORDERS, choose_order, oldest_first
from servicedesk.shared.testing import AGENT, TAKE, DeskTestCase, make_account, make_customer
from servicedesk.tickets import conversation, sharing, transitions
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.testing import make_ticket
from servicedesk.www.testing import ask, page

USER, COLLEAGUE, STRANGER = "parts@t.test", "parts-colleague@t.test", "parts-stranger@t.test"
PNG_MARK = b"\x89PNG\r\n\x1a\n"


def screenshot(name: str = "screen.png") -> IncomingFile:
	"""A real picture."""
	content = BytesIO()
	Image.new("RGB", (640, 400), "navy").save(content, "PNG")
	return IncomingFile(name, content.getvalue())


class TestRequestParts(DeskTestCase):
	"""A request of one customer's requester, with a picture, a colleague and a stranger."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Parts")
		make_account(USER, {cls.customer: "Requester"})
		make_account(COLLEAGUE, {cls.customer: "Requester"})
		make_account(STRANGER, {make_customer("T Parts Other"): "Manager"})

	def setUp(self) -> None:
		super().setUp()
		frappe.cache.delete_keys("servicedesk_attempts")
		self.number = make_ticket(USER, self.customer).name
		self.address = f"/portal/requests/{self.number}"

	def write(self, **form: Any) -> int:
		"""Send a comment; return the answer's status."""
		return ask(USER, f"{self.address}/comment", form).status_code

	def with_picture(self, file: IncomingFile) -> str:
		"""Send a comment with a file; return the address of its small picture."""
		frappe.set_user(USER)
		conversation.customer_message(self.number, "See", [file])
		frappe.set_user("Administrator")
		name = frappe.db.get_value("File", {"attached_to_name": self.number, "file_name": file.name})
		return f"{self.address}/picture/{name}"

	def test_markdown_is_shown_formatted_and_the_mail_keeps_the_words(self) -> None:
		frappe.get_doc("SD Ticket", self.number).db_set("agent", AGENT)
		text = "**Bold** <script>alert(1)</script>\n- one\n- [two](https://a.test/b)"
		self.assertEqual(self.write(message=text, formatted="1"), 303)
		html = page(USER, self.address)
		self.assertIn("<strong>Bold</strong>", html)
		self.assertIn("<li>one</li>", html)
		self.assertRegex(html, r'<a href="https://a\.test/b"[^>]*>two</a>')
		self.assertNotIn("<script>alert", html)
		(context,) = frappe.get_all(
			"SD Outgoing Message", {"ticket": self.number, "event": "customer_commented"}, pluck="context"
		)
		self.assertIn("**Bold** <script>alert(1)</script>", frappe.parse_json(context)["comment"])

	def test_plain_text_stays_plain(self) -> None:
		self.assertEqual(self.write(message="a **b**\n- c <b>\U0001f600 \u202eevil"), 303)
		html = page(USER, self.address)
		self.assertIn("a **b**<br>- c &lt;b&gt;\U0001f600 evil", html)

	def test_addresses_in_plain_words_are_links(self) -> None:
		words = "See https://a.test/b?c=1&d='2'. <script>"
		frappe.db.set_value("SD Ticket", self.number, "waiting_reason", words)
		self.write(message=f"{words}\nand more")
		html = page(USER, self.address)
		linked = (
			'See <a href="https://a.test/b?c=1&amp;d=&#x27;2" rel="noopener nofollow ugc" target="_blank">'
		)
		self.assertEqual(html.count(linked), 2)
		self.assertIn("&lt;script&gt;<br>and more", html)
		self.assertNotIn("<script>", html.replace("<script src", ""))

	def test_html_of_others_is_cleaned_when_it_is_read(self) -> None:
		self.write(message="Hello")
		(message,) = conversation.messages_of(self.number)
		html = '<p onclick="x()">Hi <img src="https://evil.test/p.png"><iframe src="x">in</iframe></p>'
		frappe.db.set_value("Communication", message.name, "content", html)
		shown = page(USER, self.address)
		# A picture from elsewhere is a link to it; nothing is fetched.
		self.assertIn(">[p.png]</a></p>", shown)
		self.assertNotIn('src="https://evil.test', shown)

	def test_preview_sends_nothing_and_keeps_what_was_typed(self) -> None:
		html = page(USER, f"{self.address}/comment", {"message": "*so*", "formatted": "1", "preview": "1"})
		self.assertIn("<em>so</em>", html)
		self.assertIn(">*so*</textarea>", html)
		self.assertRegex(html, r'name="formatted" value="1" checked')
		self.assertEqual(conversation.messages_of(self.number), [])

	def test_bad_input_is_said_by_its_field(self) -> None:
		files = [(BytesIO(b"x"), f"{place}.txt") for place in range(50)]
		cases: tuple[tuple[dict[str, Any], str], ...] = (
			({"message": " \n "}, "message"),
			({"message": "x" * 20_001}, "message"),
			({"message": "a", "attachments": (BytesIO(b""), "empty.txt")}, "attachments"),
			({"message": "a", "attachments": (BytesIO(b"MZ\x90\x00"), "lying.png")}, "attachments"),
			({"message": "a", "attachments": (BytesIO(b"<svg/>"), "picture.svg")}, "attachments"),
			({"message": "a", "attachments": files}, "attachments"),
		)
		for form, field in cases:
			with self.subTest(field=field, form=str(form)[:60]):
				answer = ask(USER, f"{self.address}/comment", form)
				html = answer.get_data(as_text=True)
				self.assertEqual(answer.status_code, 422)
				self.assertIn(f'id="{field}-error"', html)
				self.assertIn(f">{form['message'].strip()[:50]}", html)
		self.assertEqual(conversation.messages_of(self.number), [])

	def test_the_order_is_remembered(self) -> None:
		self.write(message="First words")
		self.write(message="Second words")
		for order, expected in (("oldest", True), ("newest", False), ("nonsense", False)):
			answer = ask(USER, f"{self.address}/order", {"order": order})
			self.assertEqual(answer.status_code, 303)
			html = page(USER, self.address)
			self.assertEqual(html.index("First words") < html.index("Second words"), expected)
			# Where one writes follows: below a conversation that is read downwards.
			self.assertEqual(html.index('id="activity"') < html.index('id="comment"'), expected)

	def test_a_reader_in_between_keeps_no_old_order(self) -> None:
		frappe.set_user(USER)
		choose_order("newest")
		choose_order("oldest")
		# What another request keeps that has begun before this one's end, and ends after it.
		ORDERS.keep(USER, "newest")
		frappe.db.after_commit.run()
		ORDERS.keep(USER, "newest")
		self.assertTrue(oldest_first())

	def test_the_paper_has_everything_and_nothing_to_press(self) -> None:
		self.write(message="First words")
		self.write(message="Second words")
		html = page(USER, f"{self.address}/print")
		for words in (self.number, "The printer is on fire", "Smoke everywhere.", "First words"):
			self.assertIn(words, html)
		self.assertLess(html.index("First words"), html.index("Second words"))
		self.assertNotIn("<form", html)
		self.assertNotIn("/portal/sign-out", html)
		self.assertEqual(ask(STRANGER, f"{self.address}/print").status_code, 404)

	def test_small_pictures_are_for_those_who_may_see_the_file(self) -> None:
		address = self.with_picture(screenshot())
		self.assertIn(f'src="{address}"', page(USER, self.address))
		answer = ask(USER, address)
		self.assertEqual((answer.status_code, answer.mimetype), (200, "image/jpeg"))
		self.assertIn("private", answer.headers["Cache-Control"])
		with Image.open(BytesIO(answer.get_data())) as picture:
			self.assertEqual(picture.size, (320, 200))
		for user in (COLLEAGUE, STRANGER):
			self.assertEqual(ask(user, address).status_code, 404)
		answer = ask("Guest", address)
		self.assertEqual(answer.status_code, 303)
		self.assertTrue(answer.headers["Location"].startswith("/portal/sign-in"))
		frappe.set_user(USER)
		sharing.share(self.number, COLLEAGUE)
		self.assertEqual(ask(COLLEAGUE, address).status_code, 200)
		frappe.set_user(USER)
		sharing.take_back(self.number, COLLEAGUE)
		self.assertEqual(ask(COLLEAGUE, address).status_code, 404)

	def test_a_file_keeps_the_name_that_it_came_with(self) -> None:
		for other in (b"one", b"another"):
			self.with_picture(IncomingFile("screen.png", PNG_MARK + other))
		html = page(USER, self.address)
		self.assertEqual(html.count('<span dir="auto">screen.png</span>'), 2)
		addresses = set(re.findall(r'href="(/private/files/screen[^"]*)"', html))
		self.assertEqual(len(addresses), 2)

	def test_a_picture_of_another_request_is_not_this_ones(self) -> None:
		address = self.with_picture(screenshot())
		file = address.rpartition("/")[2]
		other = make_ticket(STRANGER, "T Parts Other").name
		self.assertEqual(ask(STRANGER, f"/portal/requests/{other}/picture/{file}").status_code, 404)
		self.assertEqual(ask(USER, f"/portal/requests/{other}/picture/{file}").status_code, 404)

	def test_what_staff_attach_for_themselves_has_no_picture(self) -> None:
		address = self.with_picture(screenshot())
		frappe.db.set_value("File", address.rpartition("/")[2], "sd_shared", 0)
		self.assertEqual(ask(USER, address).status_code, 404)

	def test_what_only_calls_itself_a_picture_shows_nothing(self) -> None:
		broken = IncomingFile("screen.png", PNG_MARK + b"no picture")
		answer = ask(USER, self.with_picture(broken))
		self.assertEqual((answer.status_code, answer.mimetype), (200, "image/gif"))

	def test_sharing_by_the_page(self) -> None:
		answer = ask(USER, f"{self.address}/share", {"colleague": STRANGER})
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 422)
		self.assertIn('id="colleague-error"', html)
		self.assertIn(f'value="{STRANGER}"', html)
		self.assertEqual(ask(USER, f"{self.address}/share", {"colleague": COLLEAGUE}).status_code, 303)
		html = page(COLLEAGUE, self.address)
		self.assertIn("Leave this request", html)
		self.assertNotIn(f'action="{self.address}/share"', html)
		self.assertIn("Shared with", html)
		answer = ask(COLLEAGUE, f"{self.address}/unshare", {"person": COLLEAGUE})
		self.assertEqual((answer.status_code, answer.headers["Location"]), (303, "/portal/requests"))
		self.assertEqual(ask(COLLEAGUE, self.address).status_code, 404)

	def test_colleagues_are_offered_when_they_are_asked_for(self) -> None:
		address = f"{self.address}/colleagues"
		html = page(USER, self.address)
		self.assertIn(f'id="colleagues" hx-get="{address}"', html)
		self.assertNotIn(COLLEAGUE, html)
		offered = page(USER, address)
		self.assertIn(f'<option value="{COLLEAGUE}">', offered)
		self.assertNotIn(STRANGER, offered)
		# Whoever it is shared with shares it no further, and a stranger does not learn that it exists.
		ask(USER, f"{self.address}/share", {"colleague": COLLEAGUE})
		for user in (COLLEAGUE, STRANGER):
			self.assertEqual(ask(user, address).status_code, 404)

	def test_strangers_share_nothing(self) -> None:
		for path, form in (
			("share", {"colleague": STRANGER}),
			("unshare", {"person": USER}),
			("order", {"order": "oldest"}),
		):
			with self.subTest(path=path):
				self.assertEqual(ask(STRANGER, f"{self.address}/{path}", form).status_code, 404)
				self.assertEqual(ask("Guest", f"{self.address}/{path}", form).status_code, 401)

	def live(self, version: str) -> Any:
		"""A look at what is new since that version."""
		return ask(USER, f"{self.address}/live", fragment=True, headers={"If-None-Match": f'"{version}"'})

	def test_nothing_new_is_told_in_a_word(self) -> None:
		frappe.db.set_value("SD Ticket", self.number, "queue_rank", 0)
		version = re.search(r'data-version="([^"]+)"', page(USER, self.address))
		assert version
		answer = self.live(version[1])
		self.assertEqual((answer.status_code, answer.get_data()), (304, b""))
		self.write(message="Something new")
		answer = self.live(version[1])
		self.assertEqual(answer.status_code, 200)
		self.assertIn("Something new", answer.get_data(as_text=True))
		version = re.search(r'data-version="([^"]+)"', answer.get_data(as_text=True))
		assert version
		self.assertEqual(self.live(version[1]).status_code, 304)
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		self.assertEqual(self.live(version[1]).status_code, 200)

	def test_a_stranger_with_a_version_still_sees_nothing(self) -> None:
		for version in ("", "x"):
			answer = ask(STRANGER, f"{self.address}/live", headers={"If-None-Match": f'"{version}"'})
			self.assertEqual(answer.status_code, 404)
