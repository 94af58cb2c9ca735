"""The page of mail's health: what it counts, and with how many statements."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from servicedesk.api.agent import mail as endpoints
from servicedesk.channels.email import health, mailbox_state
from servicedesk.channels.email.held_testing import HeldTestCase
from servicedesk.messaging import hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.delivery_testing import queue_for

STATEMENTS = 4


class TestHealth(HeldTestCase):
	"""One mailbox, and some messages."""

	def mailbox_state(self) -> dict[str, object]:
		"""What is said of the mailbox."""
		rows = endpoints.mail_health()["mailboxes"]
		return next(row for row in rows if row["name"] == self.mailbox.name)

	def test_what_waits_in_the_mailbox(self) -> None:
		"""Of the last 24 hours."""
		for state in ("Held", "Held", "Quarantined", "Ticket"):
			self.lay(state=state)
		old = self.lay(state="Held")
		then = now_datetime() - timedelta(hours=25)
		frappe.db.set_value("SD Incoming Mail", old, "creation", then, update_modified=False)
		self.assertEqual(self.mailbox_state()["counts"], {"Held": 2, "Quarantined": 1})

	def test_how_it_is_read(self) -> None:
		"""Fine, failing, or not at all."""
		self.mailbox.db_set("enabled", 1)
		mailbox_state.note_success(self.mailbox.name, taken=1)
		state = self.mailbox_state()
		self.assertEqual((state["silent"], state["failing_since"]), (False, None))
		mailbox_state.note_failure(self.mailbox.name, "away", taken=0)
		self.assertEqual(self.mailbox_state()["last_error"], "away")
		mailbox_state.note_success(self.mailbox.name, taken=0)
		past = {"last_fetch_at": "2020-01-01", "modified": "2020-01-01"}
		frappe.db.set_value("SD Mailbox", self.mailbox.name, past, update_modified=False)
		self.assertTrue(self.mailbox_state()["silent"])

	def test_outgoing(self) -> None:
		"""The queue, the oldest in it, what was given up, and the mail server's trouble."""
		frappe.db.delete("SD Outgoing Message")
		queue_for("a@t.test", "b@t.test", "c@t.test")
		frappe.db.set_value("SD Outgoing Message", {"recipient": "c@t.test"}, "state", "Failed")
		then = now_datetime() - timedelta(minutes=7)
		frappe.db.set_value(
			"SD Outgoing Message", {"recipient": "a@t.test"}, "creation", then, update_modified=False
		)
		outgoing = endpoints.mail_health()["outgoing"]
		self.assertEqual(outgoing, {"waiting": 2, "oldest_minutes": 7, "failed": 1})
		hold.end(sender_address())
		self.assertEqual(endpoints.mail_health()["trouble"], {})
		hold.begin(sender_address(), "away")
		self.addCleanup(hold.end, sender_address())
		self.assertEqual(endpoints.mail_health()["trouble"], {"words": "away", "minutes": 0})

	def test_few_statements(self) -> None:
		"""However many mailboxes there are, and each by an index."""
		health.state()
		with self.assertQueryCount(STATEMENTS):
			health.state()
		plan = frappe.db.sql(f"explain {health.COUNTS}", now_datetime(), as_dict=True)
		self.assertIn("by_state", plan[0].possible_keys)
