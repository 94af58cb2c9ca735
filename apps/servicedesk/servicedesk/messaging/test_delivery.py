"""The delivery against a real mail server that takes, refuses, hangs up or is silent."""

import socket
import time
from unittest.mock import patch

import frappe

from servicedesk.messaging import claims, delivery, hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.delivery_testing import OUTGOING, DeliveryTestCase, queue_for
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.messaging.smtp_testing import HANG_UP, account_at, always, mail_server
from servicedesk.shared.testing import make_account, make_customer

DELIVERY = "servicedesk.messaging.delivery"


class TestAccountTrouble(DeliveryTestCase):
	"""What is the account's fault costs no message anything."""

	def check_held(self, words: str) -> None:
		"""Nothing was counted, all is still queued, and the server is left alone; with the words at the messages."""
		for message in frappe.get_all(OUTGOING, fields=["state", "attempts", "claimed_by", "error"]):
			self.assertEqual((message.state, message.attempts, message.claimed_by), ("Queued", 0, ""))
			self.assertRegex(message.error, words)
		self.assertRegex(hold.trouble(sender_address())["words"], words)
		with patch(f"{DELIVERY}.MailSession") as session:
			self.assertEqual(delivery.deliver_due(), 0)
		session.assert_not_called()
		self.wakings.assert_not_called()

	def test_a_refused_connection(self) -> None:
		queue_for("a@t.test", "b@t.test", "c@t.test")
		with socket.socket() as unused:
			unused.bind(("127.0.0.1", 0))
			with account_at(unused.getsockname()[1]):
				self.assertEqual(delivery.deliver_due(), 0)
		self.check_held("ConnectionRefusedError")

	def test_a_server_that_never_answers_is_waited_for_once(self) -> None:
		queue_for(*(f"r{number}@t.test" for number in range(8)))
		with mail_server(lambda word, _rest: None if word == "CONNECT" else "2") as server:
			delivery.deliver_due()
		self.assertEqual(server.connections, 1)
		# The words are ours or, where the framework waits longer, of the server that ends the connection.
		self.check_held("timed out|closed")

	def test_a_refused_sign_in(self) -> None:
		queue_for("a@t.test", "b@t.test")
		with mail_server(
			lambda word, _rest: "535 5.7.8 wrong password" if word == "AUTH" else "2",
			password="x",
		) as server:
			delivery.deliver_due()
		self.assertEqual(server.connections, 1)
		self.check_held("535 5.7.8 wrong password")

	def test_a_refused_sender(self) -> None:
		queue_for("a@t.test", "b@t.test")
		with mail_server(lambda word, _rest: "553 5.7.1 not yours" if word == "MAIL" else "2") as server:
			delivery.deliver_due()
		self.assertEqual(sum(line.startswith("mail ") for line in server.commands), 1)
		self.check_held("553 5.7.1 not yours")

	def test_a_server_that_closes_while_a_recipient_is_named(self) -> None:
		queue_for("a@t.test", "b@t.test")
		with mail_server(lambda word, _rest: "421 4.3.2 closing" if word == "RCPT" else "2"):
			delivery.deliver_due()
		self.check_held("421 4.3.2 closing")

	def test_a_server_that_denies_one_after_the_other_does_not_empty_the_queue(self) -> None:
		queue_for(*(f"r{number}@t.test" for number in range(9)))
		with mail_server(lambda word, _rest: "554 5.7.1 Relay access denied" if word == "RCPT" else "2"):
			delivery.deliver_due()
		self.assertEqual(sorted(self.states().values()), ["Failed"] * 2 + ["Queued"] * 7)
		self.assertTrue(hold.is_on(sender_address()))

	def test_it_is_told_once_and_the_pause_grows(self) -> None:
		sender = sender_address()
		with patch.object(frappe, "log_error") as told:
			pauses = []
			for _time in range(6):
				hold.begin(sender, "away")
				pauses.append(round(hold.trouble(sender)["until"] - time.time()))
			self.assertEqual(told.call_count, 1)
		self.assertEqual(pauses, [60, 120, 240, 480, 900, 900])

	def test_after_the_pause_all_is_sent_and_the_trouble_forgotten(self) -> None:
		queue_for("a@t.test", "b@t.test")
		hold.begin(sender_address(), "away")
		with mail_server() as server, patch.object(hold.time, "time", return_value=time.time() + 61):
			self.assertEqual(delivery.deliver_due(), 2)
		self.assertEqual(sorted(server.taken), ["a@t.test", "b@t.test"])
		self.assertEqual(hold.trouble(sender_address()), {})
		self.assertEqual(set(self.states().values()), {"Sent"})
		self.assertFalse(self.of("a@t.test").error)

	def test_a_server_that_ends_a_connection_after_some_messages_is_in_no_trouble(self) -> None:
		queue_for(*(f"r{number}@t.test" for number in range(5)))
		said = iter(range(100))

		def answers(word: str, _rest: str) -> str:
			return "421 4.7.0 enough" if word == "MAIL" and next(said) == 2 else "2"

		with mail_server(answers) as server:
			self.assertEqual(delivery.deliver_due(), 5)
		self.assertEqual(server.connections, 2)


class TestRecipients(DeliveryTestCase):
	"""What is one message's fault is no other's."""

	def test_an_unknown_recipient_is_given_up_at_once_with_the_servers_words(self) -> None:
		queue_for("a@t.test", "gone@t.test", "z@t.test")

		def answers(word: str, rest: str) -> str:
			return "550 5.1.1 no such user" if word == "RCPT" and "gone@" in rest else "2"

		with mail_server(answers) as server:
			self.assertEqual(delivery.deliver_due(), 2)
		self.assertEqual(server.connections, 1)
		message = self.of("gone@t.test")
		self.assertEqual((message.state, message.attempts), ("Failed", 1))
		self.assertEqual(message.error, "550 5.1.1 no such user")

	def test_an_address_that_there_is_not_is_marked_where_staff_see_it(self) -> None:
		customer = make_customer("T Gone")
		for user in ("gone@t.test", "denied@t.test"):
			make_account(user, {customer: "Requester"})
		queue_for("gone@t.test", "denied@t.test")
		refused = {"<gone@t.test>": "550 5.1.1 no such user", "<denied@t.test>": "550 5.7.1 denied"}
		with mail_server(
			lambda word, rest: refused.get(rest.partition(":")[2], "2") if word == "RCPT" else "2"
		):
			delivery.deliver_due()
		fields = ["mail_returned", "mail_return_reason"]
		gone = frappe.db.get_value("SD Portal Account", {"user": "gone@t.test"}, fields)
		self.assertEqual(gone, (1, "550 5.1.1 no such user"))
		self.assertEqual(frappe.db.get_value("SD Portal Account", {"user": "denied@t.test"}, fields)[0], 0)

	def test_a_passing_refusal_is_tried_again_later(self) -> None:
		queue_for("full@t.test")
		with mail_server(lambda word, _rest: "452 4.2.2 full" if word == "TAKEN" else "2"):
			self.assertEqual(delivery.deliver_due(), 0)
		message = self.of("full@t.test")
		self.assertEqual((message.state, message.attempts), ("Queued", 1))
		self.assertEqual(message.error, "452 4.2.2 full")
		self.assertGreater(message.next_attempt_at, delivery.now_datetime())
		self.assertEqual(hold.trouble(sender_address()), {})

	def test_odd_recipients_do_not_starve_the_others(self) -> None:
		odd = [f"a{number:02}@odd.test" for number in range(20)]
		good = [f"b{number:02}@t.test" for number in range(50)]
		queue_for(*odd, *good)

		def answers(word: str, rest: str) -> str | None:
			if word != "RCPT" or "@odd.test" not in rest:
				return "2"
			return None if int(rest.partition("<a")[2][:2]) < 3 else "451 4.7.1 later"

		with mail_server(answers) as server, patch.object(claims, "BATCH", 5):
			self.assertEqual(delivery.deliver_due(), 50)
			# They are due again, and new ones come: these go first.
			frappe.db.set_value(OUTGOING, {"state": "Queued"}, "next_attempt_at", "2020-01-01")
			queue_for("new@t.test")
			self.assertEqual(claims.claim("other")[0].recipient, "new@t.test")
		self.assertEqual(sorted(server.taken), good)
		self.assertEqual({self.of(name).attempts for name in odd}, {1})

	def test_silence_at_one_message_leaves_the_rest_to_others_and_the_recipient_for_later(self) -> None:
		queue_for("a@t.test", "b@t.test")
		queue([Notice("state_changed", "2", "TEST-D", "a@t.test", "en", {})])
		with mail_server(lambda word, rest: None if word == "RCPT" and "<a@" in rest else "2"):
			self.assertEqual(delivery.deliver_due(), 1)
		later = frappe.get_all(OUTGOING, {"state": "Queued"}, ["attempts", "next_attempt_at"])
		self.assertEqual(sorted(row.attempts for row in later), [0, 1])
		self.assertTrue(all(row.next_attempt_at > delivery.now_datetime() for row in later))

	def test_a_line_cut_by_one_message_does_not_stop_the_run(self) -> None:
		queue_for("a@t.test", "b@t.test")
		with mail_server(lambda word, rest: HANG_UP if word == "TAKEN" and rest == "a@t.test" else "2"):
			self.assertEqual(delivery.deliver_due(), 1)
		self.assertEqual(self.of("a@t.test").attempts, 1)
		self.assertEqual(self.of("b@t.test").state, "Sent")

	def test_a_run_ends_before_its_worker_and_calls_the_next(self) -> None:
		queue_for("a@t.test", "b@t.test")
		with mail_server(always), patch.object(delivery, "RUN_SECONDS", 0):
			self.assertEqual(delivery.deliver_due(), 0)
		self.wakings.assert_called_once()
		self.assertEqual(set(self.states().values()), {"Queued"})


class TestCost(DeliveryTestCase):
	"""How much the database has to do."""

	def test_three_statements_a_message_at_most(self) -> None:
		queue_for(*(f"r{number:03}@t.test" for number in range(100)))
		self.patches.close()
		with (
			mail_server() as server,
			patch.object(delivery, "wake_delivery"),
			patch.object(frappe.db, "commit"),
			patch.object(claims, "settle", lambda: frappe.db.sql("select 'commit and chain'")),
			patch.object(frappe.db, "sql", wraps=frappe.db.sql) as statements,
		):
			self.assertEqual(delivery.deliver_due(), 100)
		self.assertEqual(len(server.taken), 100)
		self.assertLess(statements.call_count / 100, 3)
