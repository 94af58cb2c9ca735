"""What happens to a request is told on its people's devices: those of customers who hear of it, and nobody else's."""

import frappe

from servicedesk.messaging.push import NOTICE
from servicedesk.messaging.push_subscriptions import keep
from servicedesk.messaging.push_testing import Browser
from servicedesk.shared.testing import AGENT, ASK, TAKE, DeskTestCase, make_account, make_customer
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.testing import make_ticket

READER, STRANGER = "device@push.test", "stranger@push.test"


class TestPushNotices(DeskTestCase):
	"""Two customers, each with a device."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Push")
		make_account(READER, {self.customer: "Requester"})
		make_account(STRANGER, {make_customer("T No Push"): "Manager"})
		browser = Browser()
		self.devices = {
			user: keep(user, f"https://push.example.com/{user}", browser.key, browser.secret)
			for user in (READER, STRANGER)
		}

	def test_the_same_events_as_the_mail(self) -> None:
		number = make_ticket(READER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(number, TAKE)
		conversation.agent_message(number, "Which one?", action=ASK)
		frappe.set_user(READER)
		conversation.customer_message(number, "That one")
		told = frappe.get_all(
			NOTICE, {"ticket": number}, ["subscription", "event"], order_by="creation, event"
		)
		mailed = frappe.get_all("SD Outgoing Message", {"ticket": number, "recipient": READER}, pluck="event")
		self.assertEqual(sorted(row.event for row in told), sorted(mailed))
		self.assertIn("question_asked", mailed)
		self.assertEqual({row.subscription for row in told}, {self.devices[READER]})
		self.assertNotIn("Which one?", str(frappe.get_all(NOTICE, {"ticket": number}, pluck="context")))
