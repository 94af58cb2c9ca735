"""Who has turned off notices about changes of state still hears what was received, asked, said and solved."""

import frappe

from servicedesk.shared.testing import (
	AGENT,
	ASK,
	CLOSE,
	RESOLVE,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.testing import make_ticket

CUSTOMER, QUIET, OTHER = "T Quiet", "quiet@t.test", "not.quiet@t.test"


class TestNoticeChoice(DeskTestCase):
	"""A ticket of each kind of person through its life."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(QUIET, {cls.customer: "Requester"}, mute_all=1)
		make_account(OTHER, {cls.customer: "Requester"})

	def told(self, user: str) -> list[str]:
		"""Of what the requester of a ticket is told from its beginning to its end."""
		number = make_ticket(user, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(number, TAKE)
		conversation.agent_message(number, "We are looking at it.")
		conversation.agent_message(number, "Which one?", action=ASK)
		frappe.set_user(user)
		conversation.customer_message(number, "That one")
		frappe.set_user(AGENT)
		transitions.perform(number, RESOLVE, resolution="Done")
		transitions.perform(number, CLOSE)
		filters = {"ticket": number, "recipient": user}
		return sorted(set(frappe.get_all("SD Outgoing Message", filters, pluck="event")))

	def test_only_changes_of_state_are_left_out(self) -> None:
		always = ["agent_commented", "question_asked", "ticket_received", "ticket_resolved"]
		self.assertEqual(self.told(QUIET), always)
		self.assertEqual(self.told(OTHER), sorted([*always, "state_changed", "ticket_closed"]))
