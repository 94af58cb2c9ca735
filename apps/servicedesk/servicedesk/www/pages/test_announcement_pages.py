"""Announcements on the portal, asked for as a browser does."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.knowledge.announcements import DOCTYPE, forget_announcements
from servicedesk.self_service.testing import make_company
from servicedesk.shared.testing import DeskTestCase
from servicedesk.www.testing import ask, page

ADDRESS = "/portal/announcements"
OTHERS = "Only for the other one"


class TestAnnouncementPages(DeskTestCase):
	"""Two companies, of which one is told more."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a, cls.b = make_company("A"), make_company("B")
		# A preset may have brought some.
		frappe.db.delete(DOCTYPE)
		forget_announcements()

	def announce(self, title: str, **values: Any) -> None:
		"""An announcement that is shown already."""
		shown_from = now_datetime() - timedelta(minutes=5)
		frappe.get_doc({"doctype": DOCTYPE, "title": title, "shown_from": shown_from, **values}).insert()

	def test_each_reads_their_own(self) -> None:
		self.announce("For <b>everybody</b>")
		self.announce(OTHERS, customers=[{"customer": self.b.customer}])
		for address in ("/portal", ADDRESS):
			mine, theirs = page(self.a.requester, address), page(self.b.requester, address)
			self.assertIn("For &lt;b&gt;everybody&lt;/b&gt;", mine)
			self.assertNotIn(OTHERS, mine)
			self.assertIn(OTHERS, theirs)

	def test_the_content_runs_nothing(self) -> None:
		content = "<p>Read <strong>this</strong><script>alert(1)</script><img src=x onerror=alert(1)></p>"
		self.announce("News")
		# Past the framework's own cleaning, which is not what the page relies on.
		frappe.db.set_value(DOCTYPE, {"title": "News"}, "content", content)
		forget_announcements()
		text = page(self.a.requester, ADDRESS)
		self.assertIn("<p>Read <strong>this</strong></p>", text)
		self.assertNotIn("alert(1)", text)

	def test_nothing_to_tell(self) -> None:
		self.assertIn('class="card nothing"', page(self.a.requester, ADDRESS))
		self.assertNotIn('id="announcements"', page(self.a.requester, "/portal"))

	def test_the_first_page_marks_what_is_urgent(self) -> None:
		self.announce("News")
		self.assertIn(
			'<section class="card" aria-labelledby="announcements">', page(self.a.requester, "/portal")
		)
		self.announce("No line", importance="Outage")
		text = page(self.a.requester, "/portal")
		self.assertIn('<section class="card notice" aria-labelledby="announcements">', text)
		self.assertEqual(text.count('<span class="state state-waiting_for_customer">Outage</span>'), 1)

	def test_strangers_sign_in_first(self) -> None:
		answer = ask("Guest", ADDRESS)
		self.assertEqual(answer.status_code, 303)
		self.assertIn("/portal/sign-in", answer.headers["Location"])

	def test_a_menu_that_leads_there_while_there_is_something(self) -> None:
		settings = frappe.get_doc("SD Settings")
		rows = [{"target": name, "audience": "Everybody"} for name in ("Home", "Announcements")]
		settings.update({"portal_menu": rows}).save()
		link = f'href="{ADDRESS}"'
		self.assertNotIn(link, page(self.a.requester, "/portal/profile"))
		self.announce("News")
		self.assertIn(link, page(self.a.requester, "/portal/profile"))
