"""Who has which message in hand, and what becomes of it when they die."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from unittest.mock import patch

import frappe
from pymysql import InterfaceError

from servicedesk.messaging import claims, delivery
from servicedesk.messaging.delivery_testing import OUTGOING, DeliveryTestCase, queue_for
from servicedesk.messaging.smtp_testing import mail_server


@contextmanager
def another_run(name: str) -> Iterator[None]:
	"""A run of another worker is alive: its own connection holds its lock."""
	with closing(frappe.db.get_connection()) as connection, closing(connection.cursor()) as cursor:
		cursor.execute("select get_lock(%s, 0)", (claims.LOCK + name,))
		yield


class TestClaims(DeliveryTestCase):
	"""Two runs and three messages."""

	def setUp(self) -> None:
		"""Three messages, in the order of their names."""
		super().setUp()
		queue_for("a@t.test", "b@t.test", "c@t.test")

	def deliver(self) -> list[str]:
		"""A run of this worker; return whose messages the server took."""
		with mail_server() as server:
			delivery.deliver_due()
		return sorted(server.taken)

	def test_what_a_living_run_has_is_left_to_it(self) -> None:
		claims.claim("other")
		with another_run("other"):
			self.assertEqual(self.deliver(), [])
		self.assertEqual(set(self.states().values()), {"Sending"})

	def test_what_a_dead_run_had_is_sent_at_once_and_one_attempt_is_counted(self) -> None:
		first = claims.claim("other")[0]
		with another_run("other"):
			pass
		self.assertEqual(self.deliver(), ["a@t.test", "b@t.test", "c@t.test"])
		counted = {row.name: row.attempts for row in frappe.get_all(OUTGOING, fields=["name", "attempts"])}
		self.assertEqual(
			counted,
			{name: 1 + (name == first.name) for name in counted},
			"only the one in hand may have gone",
		)

	def test_what_a_dead_run_recorded_stays(self) -> None:
		claims.record(claims.claim("other")[0], "Sent")
		self.assertEqual(len(self.deliver()), 2)

	def test_claims_from_before_runs_had_names_are_taken_over(self) -> None:
		frappe.db.sql(f"update `tab{OUTGOING}` set state = 'Sending', claimed_by = null")
		self.assertEqual(len(self.deliver()), 3)

	def test_a_message_that_kills_its_senders_waits_behind_the_others(self) -> None:
		deadly = claims.claim("first")[0]
		claims.take_over()
		self.assertEqual(claims.claim("second")[-1].name, deadly.name)

	def test_whoever_lost_a_claim_cannot_record_and_ends(self) -> None:
		first, second, _third = claims.claim("other")
		claims.take_over()
		with self.assertRaises(claims.ClaimLost):
			claims.record(first, "Sent")
		run = delivery.Run("other", delivery.MailSession("x@desk.test"))
		with mail_server() as server:
			delivery._deliver_batch([first, second], run)
		self.assertEqual(len(server.taken), 1)
		self.assertTrue(run.stopped)
		self.assertEqual(set(self.states().values()), {"Queued"})

	def test_a_deadlock_while_recording_doubles_no_mail(self) -> None:
		claim, write = claims.claim("other")[0], claims._write
		told = [frappe.QueryDeadlockError, frappe.QueryTimeoutError]

		def once(*args: object) -> bool:
			if told:
				raise told.pop()
			return write(*args)  # type: ignore[arg-type]

		with patch.object(claims, "_write", once):
			claims.record(claim, "Sent")
		self.assertEqual(self.of(claim.recipient).state, "Sent")

	def test_a_lock_goes_with_its_run(self) -> None:
		with claims.living_run() as name:
			self.assertEqual(frappe.db.sql("select is_free_lock(%s)", claims.LOCK + name)[0][0], 0)
		self.assertEqual(frappe.db.sql("select is_free_lock(%s)", claims.LOCK + name)[0][0], 1)

	def test_what_ended_a_run_is_told_though_its_connection_is_gone(self) -> None:
		with (
			self.assertRaises(claims.ClaimLost),
			patch.object(frappe.db, "sql", side_effect=[None, InterfaceError(0, "")]),
			claims.living_run(),
		):
			raise claims.ClaimLost
