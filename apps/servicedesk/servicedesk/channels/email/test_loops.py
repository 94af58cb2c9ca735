"""Two desks whose addresses are wired to each other fall silent at once."""

from dataclasses import replace
from unittest.mock import patch

import frappe

from servicedesk.channels.email import taking_in
from servicedesk.channels.email.taking_in_testing import DESK, USER, Address, Mail, TakingInTestCase
from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import AGENT, make_account
from servicedesk.tickets.testing import make_ticket

OTHER_DESK, OTHER_KEY = "support@known.test", "x" * 44


class TestLoops(TakingInTestCase):
	"""The other desk's address has an account here, as this desk's has there."""

	def setUp(self) -> None:
		super().setUp()
		make_account(OTHER_DESK, {self.customer: "Requester"})

	def from_the_other_desk(self, **headers: str) -> bytes:
		"""A notice as that desk sends it: signed with its own key, and unknown in this one's register."""
		frappe.db.set_single_value("SD Settings", "sender_email", OTHER_DESK)
		frappe.clear_document_cache("SD Settings", "SD Settings")
		with patch("servicedesk.shared.signing.get_encryption_key", return_value=OTHER_KEY):
			ticket = make_ticket(USER, self.customer).name
		[sent] = self.notices(ticket=ticket, recipient=USER)
		mime = compose(frappe.get_doc("SD Outgoing Message", sent.name)).mime
		frappe.db.delete("SD Outgoing Message", {"ticket": ticket})
		for name, value in {"To": DESK, **headers}.items():
			del mime[name]
			mime[name] = value
		return bytes(mime)

	def assert_silent(self, raw: bytes, kind: str, ticket: str, reason: str) -> None:
		"""It opens nothing, says nothing on a ticket, and nobody is written to because of it."""
		before = (frappe.db.count("SD Ticket"), frappe.db.count("Communication"), len(self.notices()))
		self.assert_taken(raw, kind, ticket, reason)
		after = (frappe.db.count("SD Ticket"), frappe.db.count("Communication"), len(self.notices()))
		self.assertEqual(after, before)

	def test_a_desks_notice_opens_nothing_at_another(self) -> None:
		self.assert_silent(self.from_the_other_desk(), "Held", "", "automatic-new")

	def test_nor_does_its_confirmation_of_our_own_notice(self) -> None:
		# Our notice opened a ticket there, as a desk would let it that does not look; it confirms to our answer address.
		number = self.ticket(self.take(Mail(senders=(Address(OTHER_DESK),)))).name
		[ours] = self.notices(ticket=number, recipient=OTHER_DESK)
		[marked] = self.marked(number, OTHER_DESK)
		for headers in (
			{"To": marked.address},
			{"In-Reply-To": ours.message_identifier, "References": ours.message_identifier},
		):
			self.assert_silent(self.from_the_other_desk(**headers), "Ignored", number, "automatic-answer")

	def test_our_own_notice_that_comes_back_is_nobodys(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		[sent] = self.notices(ticket=ticket, recipient=USER)
		mime = compose(frappe.get_doc("SD Outgoing Message", sent.name)).mime
		self.assert_silent(bytes(mime), "Ignored", "", "own-mail")

	def test_a_machine_without_manners_writes_onto_its_one_ticket(self) -> None:
		"""It says of itself nothing that machines say; it answers each confirmation, where the mark says."""
		mail = Mail(senders=(Address(OTHER_DESK),))
		number = self.ticket(self.take(mail)).name
		for turn in range(3):
			answer = replace(mail, message_id=f"<{turn}@known.test>", to=self.marked(number, OTHER_DESK))
			self.assert_taken(answer, "Comment", number)
		self.assertEqual(len(self.notices(recipient=OTHER_DESK)), 1)

	def test_two_machines_without_manners_on_one_ticket_come_to_an_end(self) -> None:
		"""The agent's and the customer's: each answers what the other's has caused."""
		number = self.ticket(self.take(Mail(senders=(Address(OTHER_DESK),)))).name
		sides = ((OTHER_DESK, "customer"), (AGENT, "staff"))
		kinds = []
		with patch.object(taking_in, "MOST_WRITTEN", 2):
			for turn in range(6):
				person, purpose = sides[turn % 2]
				mail = Mail(
					senders=(Address(person),),
					to=self.marked(number, person, purpose),
					message_id=f"<{turn}@a.test>",
				)
				kinds.append(self.take(mail).kind)
		self.assertEqual(kinds, ["Comment"] * 4 + ["Held"] * 2)
