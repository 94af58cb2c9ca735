"""What tests of access share: addresses that are counted anew each time, and what was mailed."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import frappe
from passlib.context import CryptContext

from servicedesk.access import attempts
from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import DeskTestCase, make_customer

GOOD = "Parola-nova-26"
CUSTOMER_NAME = "T Access Ltd"
QUESTIONS = "First school?\nFirst pet?"
REQUEST_ADDRESS = "192.0.2.99"


class AccessTestCase(DeskTestCase):
	"""A desk whose settings of access are the defaults, and whose counters of attempts begin at nothing."""

	def setUp(self) -> None:
		"""Counters outside the database know nothing of a test's end."""
		super().setUp()
		self.customer = make_customer(CUSTOMER_NAME)
		self.counted = f"{attempts.PREFIX} {frappe.generate_hash(length=10)}"
		self.enterContext(patch.object(attempts, "PREFIX", self.counted))
		self.enterContext(patch.object(frappe.local, "request_ip", REQUEST_ADDRESS))
		self.set_up_desk(
			registration="Open",
			first_password="Link",  # noqa: S106 - a setting's value
			secret_question_required=0,
			secret_questions=QUESTIONS,
			password_length=8,
			password_digits=2,
			password_letters=1,
			password_strength=0,
		)

	def set_up_desk(self, **values: Any) -> None:
		"""Settings of this test."""
		frappe.get_doc("SD Settings").update(values).save()

	def enterContext(self, context: Any) -> Any:
		"""The same as Python 3.11's."""
		result = context.__enter__()
		self.addCleanup(context.__exit__, None, None, None)
		return result

	def mails(self, recipient: str) -> list[Any]:
		"""What is queued for somebody, oldest first: event, values in plain, and the stored row."""
		rows = frappe.get_all(
			"SD Outgoing Message", {"recipient": recipient}, pluck="name", order_by="creation, name"
		)
		return [frappe.get_doc("SD Outgoing Message", name) for name in rows]

	def events(self, recipient: str) -> list[str]:
		"""The events that somebody is told of."""
		return sorted(mail.event for mail in self.mails(recipient))

	def text(self, recipient: str, event: str) -> str:
		"""The text of the newest mail about an event, as its recipient gets it."""
		mail = next(each for each in reversed(self.mails(recipient)) if each.event == event)
		return str(compose(mail).mime.get_body(("plain",)).get_content())  # type: ignore[union-attr]

	def token(self, recipient: str, event: str) -> str:
		"""The token of the link in a mail."""
		return self.text(recipient, event).partition("/portal/access/")[2].split()[0]


def stored_values(mail: Any) -> dict[str, str]:
	"""A queued mail's values as they stand in the database."""
	return dict(json.loads(mail.context))


@dataclass(frozen=True)
class Work:
	"""What a call costs: the tables' statements in their order without values, and how often a hash was verified."""

	statements: tuple[str, ...]
	verifications: int


def count_work(call: Callable[[], object]) -> Work:
	"""The work that a call does. Milliseconds say little on a busy machine; these say whether times can differ."""
	statements: list[str] = []
	sql, verify = frappe.db.sql, CryptContext.verify

	def counted_sql(query: Any, *args: Any, **kwargs: Any) -> Any:
		statements.append(re.sub(r"'[^']*'|\d+", "?", str(query)))
		return sql(query, *args, **kwargs)

	verifications = []

	def counted_verify(*args: Any, **kwargs: Any) -> bool:
		verifications.append(1)
		return bool(verify(*args, **kwargs))

	with (
		patch.object(frappe.db, "sql", counted_sql),
		patch.object(CryptContext, "verify", counted_verify),
		patch.object(frappe, "enqueue"),
	):
		call()
	return Work(tuple(statements), len(verifications))
