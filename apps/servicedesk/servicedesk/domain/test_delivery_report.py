"""What bounces say, of those who keep to RFC 3464 and of those who do not."""

import time

import pytest

from servicedesk.domain.delivery_report import (
	MOST_RECIPIENTS,
	FailedRecipient,
	failed_recipients,
	reported_messages,
)
from servicedesk.domain.mail_message import MailMessage, MailPart

ANNA = "anna@client.example"
REPORT = """Reporting-MTA: dns; mx.client.example
Arrival-Date: Mon, 1 Jun 2026 10:00:00 +0000

Original-Recipient: rfc822;Anna@Client.example
Final-Recipient: rfc822; old@inside.example
Action: Failed
Status: 5.1.1 (unknown)
Diagnostic-Code: smtp; 550 5.1.1
 User unknown

Final-Recipient: rfc822; late@client.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; full@client.example
Action: failed
Status: 4.2.2

Final-Recipient: rfc822;
Action: failed
"""


def bounce(text: str = "", *, headers: tuple[tuple[str, str], ...] = (), **parts: str) -> MailMessage:
	attached = tuple(
		MailPart("", name.replace("_", "/", 1).replace("_", "-"), content.encode(), "", False)
		for name, content in parts.items()
	)
	return MailMessage(
		subject="Undeliverable",
		senders=(),
		reply_to=(),
		to=(),
		cc=(),
		return_path="",
		sent_at=None,
		message_id="",
		in_reply_to=(),
		references=(),
		headers=headers,
		text=text,
		html="",
		parts=attached,
		content_type="multipart/report",
		protected=False,
		remarks=(),
	)


def test_a_report_by_the_book() -> None:
	assert failed_recipients(bounce("<x@y.example>: 550 no", message_delivery_status=REPORT)) == (
		FailedRecipient(ANNA, "5.1.1", True, "550 5.1.1 User unknown"),
		FailedRecipient("full@client.example", "4.2.2", False, ""),
	)


def test_a_report_that_names_nobody_is_no_failure() -> None:
	late = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.7\n"
	assert failed_recipients(bounce("<a@b.example>: 550 no", message_delivery_status=late)) == ()


def test_a_report_without_an_action_or_status() -> None:
	report = (
		" folded without a field\nFinal-Recipient: rfc822; a@b.example\nDiagnostic-Code: smtp; 452 full\n"
	)
	(failed,) = failed_recipients(bounce(message_delivery_status=report))
	assert failed == FailedRecipient("a@b.example", "", False, "452 full")


@pytest.mark.parametrize(
	("text", "status", "permanent"),
	[
		# qmail
		(
			"Hi. This is the qmail-send program at mx.\nI'm afraid I wasn't able to deliver.\n\n"
			f"<{ANNA}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy\n"
			"<other@x.example>: 550 5.0.0\n",
			"5.1.1",
			True,
		),
		# Postfix
		(
			f"This is the mail system at host mx.\n\n<{ANNA}>: host mx.client.example[5.6.7.8] said:\n"
			"    550-5.7.1 refused (in reply to RCPT TO command)\n",
			"5.7.1",
			True,
		),
		(f"<{ANNA}> (expanded from <team@x.example>): unknown user. 5.1.1.\n", "5.1.1", True),
		(f"<{ANNA}>: mail for x loops: 450 try later", "", False),
		# Exchange
		(
			f"Delivery has failed to these recipients:\n\n{ANNA}<mailto:{ANNA}>\nThe address could not be found.\n\n"
			f"Diagnostic information for administrators:\n\nGenerating server: mx\n\n{ANNA}\n"
			"#550 5.1.10 RESOLVER.ADR.RecipientNotFound ##rfc822;x\n\nOriginal message headers:\n\nb@c.example\n550\n",
			"5.1.10",
			True,
		),
	],
)
def test_words_of_servers(text: str, status: str, permanent: bool) -> None:
	((address, found, final),) = [
		(failed.address, failed.status, failed.permanent) for failed in failed_recipients(bounce(text))
	]
	assert (address, found, final) == (ANNA, status, permanent)


def test_an_address_without_a_code_or_within_a_sentence_is_no_failure() -> None:
	assert failed_recipients(bounce(f"{ANNA}\nwrote to you\n\n{ANNA} said 550 euros\n")) == ()


def test_the_field_of_exim() -> None:
	message = bounce("no words", headers=(("x-failed-recipients", f"{ANNA}, B@C.example, nobody"),))
	assert [failed.address for failed in failed_recipients(message)] == [ANNA, "b@c.example"]
	assert all(failed.permanent for failed in failed_recipients(message))


def test_which_message_came_back() -> None:
	headers = "Subject: x\r\nMessage-ID:\r\n <1@desk.example>\r\n\r\n"
	assert reported_messages(bounce(text_rfc822_headers=headers)) == ("<1@desk.example>",)
	assert reported_messages(bounce(message_rfc822="message-id: <2@desk.example>\n")) == ("<2@desk.example>",)
	assert reported_messages(bounce("--- Below\nMessage-Id: <3@desk.example>\n")) == ("<3@desk.example>",)
	assert reported_messages(bounce("Message-ID: nothing")) == ()
	assert reported_messages(bounce("")) == ()


def test_hostile_bounces_cost_little() -> None:
	start = time.perf_counter()
	many = "".join(f"<a{number}@b.example>: 550 no\n\n" for number in range(50_000))
	assert len(failed_recipients(bounce(many))) <= MOST_RECIPIENTS
	assert failed_recipients(bounce("<a@b.example>:\n" + "5." * 2_000_000)) == ()
	failed_recipients(bounce(message_delivery_status=REPORT * 20_000))
	reported_messages(bounce("message-id: <" + "a" * 5_000_000))
	assert time.perf_counter() - start < 3
