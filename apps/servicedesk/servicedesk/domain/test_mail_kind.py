"""Who speaks in a mail; above all, that no person is taken for a machine."""

from collections.abc import Mapping

import pytest

from servicedesk.domain.mail_kind import MailKind, nature_of, report_type
from servicedesk.domain.mail_message import MailAddress, MailMessage

PERSON, AUTOMATIC, BOUNCE = MailKind.PERSON, MailKind.AUTOMATIC, MailKind.BOUNCE
DSN = 'multipart/report; boundary="x"; Report-Type = "delivery-status"'


def mail(
	headers: Mapping[str, str] | None = None,
	*,
	sender: str = "anna@client.example",
	subject: str = "Printer",
	return_path: str | None = "anna@client.example",
	message_id: str = "<1@client.example>",
	references: tuple[str, ...] = (),
	content_type: str = "text/plain",
) -> MailMessage:
	return MailMessage(
		subject=subject,
		senders=(MailAddress("", sender),),
		reply_to=(),
		to=(),
		cc=(),
		return_path=return_path,
		sent_at=None,
		message_id=message_id,
		in_reply_to=(),
		references=references,
		headers=tuple((headers or {}).items()),
		text="",
		html="",
		parts=(),
		content_type=content_type,
		protected=False,
		remarks=(),
	)


def is_ours(identifier: str) -> bool:
	return identifier == "<ours@desk.example>"


def kind(message: MailMessage) -> MailKind:
	return nature_of(message, is_ours).kind


@pytest.mark.parametrize(
	("field", "value", "expected"),
	[
		("auto-submitted", "auto-replied; owner-email=x@y.example", AUTOMATIC),
		("auto-submitted", "Auto-Generated (rejected)", AUTOMATIC),
		("auto-submitted", "auto-generated(x)", AUTOMATIC),
		("auto-submitted", "No", PERSON),
		("auto-submitted", "no; x=y", PERSON),
		("auto-submitted", "", PERSON),
		("x-autoreply", "yes", AUTOMATIC),
		("x-autorespond", "x", AUTOMATIC),
		("x-autoreply", "no", PERSON),
		("precedence", " Bulk", AUTOMATIC),
		("precedence", "junk", AUTOMATIC),
		("precedence", "auto_reply", AUTOMATIC),
		("precedence", "list", MailKind.LIST),
		("precedence", "first-class", PERSON),
		("list-id", "<all.client.example>", MailKind.LIST),
		("list-post", "<mailto:all@client.example>", MailKind.LIST),
		("list-unsubscribe", "<mailto:x@y.example>", MailKind.LIST),
		("x-failed-recipients", "a@b.example", BOUNCE),
		("x-ms-exchange-message-is-ndr", "1", BOUNCE),
		("x-loop", "forwarder", PERSON),
		("x-auto-response-suppress", "All", PERSON),
	],
)
def test_by_one_field(field: str, value: str, expected: MailKind) -> None:
	assert kind(mail({field: value})) is expected


def test_our_own_identifier_but_not_our_domain() -> None:
	assert kind(mail(message_id="<ours@desk.example>")) is MailKind.OWN
	# A colleague's Thunderbird writes our domain into its identifiers.
	assert kind(mail(message_id="<2f3a@desk.example>")) is PERSON
	assert nature_of(mail(message_id=""), lambda _: True).kind is PERSON


def test_bounces() -> None:
	report = mail({"content-type": DSN}, content_type="multipart/report", return_path="")
	assert report_type(report) == "delivery-status"
	assert kind(report) is BOUNCE
	assert kind(mail(sender="MAILER-DAEMON@x.example".lower())) is BOUNCE
	assert kind(mail(sender="postmaster@x.example", return_path="")) is BOUNCE
	assert kind(mail(sender="postmaster@x.example")) is PERSON


def test_other_reports_are_automatic() -> None:
	receipt = "multipart/report; report-type=disposition-notification"
	assert kind(mail({"content-type": receipt}, content_type="multipart/report")) is AUTOMATIC
	assert kind(mail(content_type="multipart/report")) is AUTOMATIC
	# Whoever forwards a bounce has another type around it.
	assert kind(mail({"content-type": DSN}, content_type="multipart/mixed")) is PERSON


def test_an_empty_return_path_is_automatic_and_a_missing_one_says_nothing() -> None:
	assert kind(mail(return_path="")) is AUTOMATIC
	assert kind(mail(return_path=None)) is PERSON


def test_an_answer_to_us_with_a_way_to_unsubscribe_is_a_persons() -> None:
	field = {"list-unsubscribe": "<mailto:x@y.example>"}
	assert kind(mail(field, references=("<ours@desk.example>",))) is PERSON
	assert kind(mail(field, references=("<other@x.example>",))) is MailKind.LIST


@pytest.mark.parametrize(
	"subject", ["Automatic reply: away", "Автоматичен отговор: x", "Out of office lights"]
)
def test_a_subject_alone_makes_nobody_a_machine(subject: str) -> None:
	alone = nature_of(mail(subject=subject), is_ours)
	assert (alone.kind, alone.may_answer) == (PERSON, False)
	asked = nature_of(mail({"x-auto-response-suppress": "DR, OOF"}, subject=subject), is_ours)
	assert (asked.kind, asked.sign) == (AUTOMATIC, "vacation-subject")


def test_when_a_program_may_answer() -> None:
	assert nature_of(mail(), is_ours).may_answer
	assert nature_of(mail({"x-auto-response-suppress": "DR, RN"}), is_ours).may_answer
	for field, value in (("x-auto-response-suppress", "AutoReply"), ("x-loop", "y"), ("list-id", "x")):
		assert not nature_of(mail({field: value}), is_ours).may_answer, field


def test_a_vacation_notice_through_a_list_is_automatic() -> None:
	assert kind(mail({"list-id": "x", "auto-submitted": "auto-replied"})) is AUTOMATIC
	assert f"{AUTOMATIC}" == "automatic"
