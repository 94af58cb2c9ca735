"""A mailbox is read a moment after a mail has come, whatever went away in between."""

import socket
import threading
import time
import unittest.mock
from collections.abc import Callable
from typing import Any

import frappe

from servicedesk.channels.email import idle, watching
from servicedesk.channels.email.fetching import server_of
from servicedesk.channels.email.imap import Server
from servicedesk.channels.email.testing import HOST, CuttingProxy, MailboxTestCase, mail

PATIENCE_SECONDS = 20


class TestIdle(MailboxTestCase):
	"""With the bench's own mail server."""

	def watch(self, port: int | None = None) -> list[str]:
		"""Watch the mailbox; return the list to which its news are added."""
		news: list[str] = []
		server = server_of(self.mailbox)
		server = Server(server.host, port or server.port, server.security, server.login, server.password)
		watch = idle.Watch(server, "INBOX", lambda: news.append("news"))
		self.addCleanup(watch.join, PATIENCE_SECONDS)
		self.addCleanup(watch.stop)
		watch.start()
		self.watching = watch
		return news

	def until(self, is_so: Callable[[], Any]) -> None:
		"""Wait until it is so, as long as a slow machine may need."""
		end = time.monotonic() + PATIENCE_SECONDS
		while not is_so():
			self.assertLess(time.monotonic(), end)
			time.sleep(0.02)

	def test_mail_is_told_when_it_comes(self) -> None:
		"""The first one, the next one, and what came before anybody watched."""
		self.put(mail(1))
		news = self.watch()
		self.until(lambda: len(news) >= 1)
		self.put(mail(2))
		self.until(lambda: len(news) >= 2)
		self.put(mail(3))
		self.until(lambda: len(news) >= 3)

	def test_a_long_silence_is_renewed(self) -> None:
		"""And mail is told after it as before."""
		with (
			unittest.mock.patch.object(idle, "RENEW_SECONDS", 0.05),
			unittest.mock.patch.object(
				idle.IdleMailbox, "wait", autospec=True, side_effect=idle.IdleMailbox.wait
			) as wait,
		):
			news = self.watch()
			self.until(lambda: wait.call_count > 3)
			self.assertEqual(news, [])
			self.put(mail(1))
			self.until(lambda: news)

	def test_a_connection_that_breaks_is_made_anew(self) -> None:
		"""After a pause; what came meanwhile is told then."""
		proxy = CuttingProxy(self.port, 100_000)
		self.addCleanup(proxy.close)
		with unittest.mock.patch.object(idle, "FIRST_PAUSE", 0.05):
			news = self.watch(proxy.port)
			self.put(mail(1))
			self.until(lambda: news)
			told = len(news)
			# The proxy serves one connection: the next one is refused, and then the server itself is there.
			proxy.close()
			self.watching._server = server_of(self.mailbox)
			connection: Any = self.watching._connection
			connection._imap.socket().shutdown(socket.SHUT_RDWR)
			self.until(lambda: len(news) > told)

	def test_a_server_without_idle_costs_nothing(self) -> None:
		"""One connection, and no other for a day; nor for a while where the password is wrong."""
		with unittest.mock.patch.object(idle.IdleMailbox, "capabilities", ("IMAP4REV1",)):
			pause = idle.Watch(server_of(self.mailbox), "INBOX", lambda: None)._once()
		self.assertEqual(pause, idle.WITHOUT_IDLE_PAUSE)
		wrong = Server(HOST, self.port, "None", self.mailbox.login, "wrong")
		self.assertEqual(idle.Watch(wrong, "INBOX", lambda: None)._once(), idle.REFUSED_PAUSE)
		nobody = idle.Watch(Server(HOST, 1, "None", "x", "x"), "INBOX", lambda: None)
		self.assertEqual([nobody._once() for _try in range(3)], [2, 4, 8])


class TestWatching(MailboxTestCase):
	"""The process, without its own connections to the database."""

	def setUp(self) -> None:
		super().setUp()
		for name in ("init", "connect", "destroy"):
			replaced = unittest.mock.patch.object(watching.frappe, name)
			replaced.start()
			self.addCleanup(replaced.stop)
		frappe.db.sql("update `tabSD Mailbox` set enabled = (name = %s)", self.mailbox.name)
		self.process = watching.Watching("here")
		self.addCleanup(self.process.stop)

	def names(self) -> list[str]:
		"""Whose mailbox is watched."""
		return sorted(self.process._watches)

	def test_a_mail_asks_for_a_reading(self) -> None:
		"""Two that come together for one, in a job as the scheduler's."""
		self.process.look()
		self.assertEqual(self.names(), [self.mailbox.name])
		self.put(mail(1), mail(2))
		with unittest.mock.patch.object(frappe, "enqueue") as enqueue:
			end = time.monotonic() + PATIENCE_SECONDS
			while not enqueue.called:
				self.assertLess(time.monotonic(), end)
				self.process.hear(1)
		self.assertEqual(enqueue.call_args.kwargs["mailbox"], self.mailbox.name)
		self.assertEqual(enqueue.call_args.args[0], "servicedesk.channels.email.inbound.fetch_one")

	def test_what_cannot_be_asked_now_is_asked_later(self) -> None:
		"""Redis is away."""
		self.process._news.put(self.mailbox.name)
		with (
			unittest.mock.patch.object(frappe, "enqueue", side_effect=ConnectionError),
			unittest.mock.patch.object(watching, "_tell") as told,
		):
			self.process.hear(0)
		self.assertTrue(told.called)
		with unittest.mock.patch.object(frappe, "enqueue") as enqueue:
			self.process.hear(0.01)
			self.process.hear(0.01)
		self.assertEqual(enqueue.call_count, 1)

	def test_mailboxes_come_change_and_go(self) -> None:
		"""And where the database is away, everything stays as it is."""
		self.process.look()
		first = self.process._watches[self.mailbox.name][1]
		self.process.look()
		self.assertIs(self.process._watches[self.mailbox.name][1], first)
		self.mailbox.update({"folder": "Other"}).save()
		self.process.look()
		self.assertIsNot(self.process._watches[self.mailbox.name][1], first)
		with (
			unittest.mock.patch.object(self.process, "_wanted", side_effect=OSError("away")),
			unittest.mock.patch.object(watching, "_tell"),
		):
			self.process.look()
		self.assertEqual(self.names(), [self.mailbox.name])
		frappe.db.set_value("SD Mailbox", self.mailbox.name, "enabled", 0)
		self.process.look()
		self.assertEqual(self.names(), [])
		first.join(PATIENCE_SECONDS)
		self.assertNotIn(first, threading.enumerate())
