"""Many notices of one sweep to one person are one mail; one is itself; nothing is lost or told twice."""

import json
from typing import Any

import frappe

from servicedesk.messaging import gathering
from servicedesk.messaging.composition import compose
from servicedesk.messaging.outbox import GATHERED, Notice, queue
from servicedesk.shared.testing import DeskTestCase

ONE, OTHER = "one@gathering.test", "other@gathering.test"


def notice(number: str, recipient: str = ONE, language: str = "en") -> Notice:
	"""What an escalation rule tells of a ticket."""
	values = {
		"number": number,
		"subject": "Printer",
		"rule": "Half the time",
		"comment": "Look",
		"view_link": f"https://desk.test/{number}",
	}
	return Notice("escalated", "rule:cycle 1:1", number, recipient, language, values)


class TestGathering(DeskTestCase):
	"""Without the sweep's own commits."""

	def setUp(self) -> None:
		"""Nobody else's waiting messages."""
		super().setUp()
		frappe.db.delete("SD Outgoing Message", {"state": GATHERED})

	def messages(self, recipient: str = ONE) -> list[tuple[str, str]]:
		"""Event and state of the person's messages, in order."""
		rows = frappe.get_all(
			"SD Outgoing Message", {"recipient": recipient}, ["event", "state"], order_by="event, state, name"
		)
		return [(row.event, row.state) for row in rows]

	def digest(self) -> Any:
		"""The one list that waits for the person."""
		return frappe.get_doc("SD Outgoing Message", {"recipient": ONE, "event": gathering.DIGEST})

	def test_what_is_gathered_waits(self) -> None:
		queue([notice("T-1")], gathered=True)
		self.assertEqual(self.messages(), [("escalated", "Gathered")])

	def test_one_goes_as_it_is(self) -> None:
		queue([notice("T-1")], gathered=True)
		gathering.release(ONE, "en")
		self.assertEqual(self.messages(), [("escalated", "Queued")])

	def test_several_go_as_one(self) -> None:
		for number in ("T-1", "T-2", "T-3"):
			queue([notice(number)], gathered=True)
		queue([notice("T-1", OTHER)], gathered=True)
		gathering.release(ONE, "en")
		gathering.release(OTHER, "en")
		self.assertEqual(self.messages(), [("escalated", "Merged")] * 3 + [(gathering.DIGEST, "Queued")])
		self.assertEqual(self.messages(OTHER), [("escalated", "Queued")])

	def test_the_list_says_which_and_why_and_where(self) -> None:
		queue([notice("T-1"), notice("T-2")], gathered=True)
		gathering.release(ONE, "en")
		composed = compose(self.digest())
		self.assertIn("2", composed.subject)
		for said in ("T-1 · Printer · Half the time", "Look", "https://desk.test/T-2"):
			self.assertIn(said, composed.body)

	def test_a_long_list_is_cut_off_and_says_so(self) -> None:
		queue([notice(f"T-{number}") for number in range(gathering.LONGEST_LIST + 5)], gathered=True)
		gathering.release(ONE, "en")
		values = json.loads(self.digest().context)
		self.assertEqual(values["count"], str(gathering.LONGEST_LIST + 5))
		self.assertTrue(values["list"].endswith("+5"))

	def test_released_twice_is_told_once(self) -> None:
		queue([notice("T-1"), notice("T-2")], gathered=True)
		gathering.release(ONE, "en")
		gathering.release(ONE, "en")
		queue([notice("T-1"), notice("T-2")], gathered=True)
		gathering.release(ONE, "en")
		self.assertEqual(self.messages().count((gathering.DIGEST, "Queued")), 1)
		self.assertEqual(self.messages().count(("escalated", "Merged")), 2)

	def test_customers_messages_are_not_gathered(self) -> None:
		queue([notice("T-1"), notice("T-2")])
		gathering.release(ONE, "en")
		self.assertEqual(self.messages(), [("escalated", "Queued")] * 2)
