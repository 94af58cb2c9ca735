"""A copy that was sent ahead, and does not come to what the true mail would, never swallows the true one."""

from servicedesk.channels.email import inbound
from servicedesk.channels.email.taking_in_testing import Address, Mail
from servicedesk.channels.email.testing import MailboxTestCase
from servicedesk.domain.reply_marks import make_mark, reply_address
from servicedesk.shared.signing import mark_secret
from servicedesk.shared.testing import make_account
from servicedesk.tickets.testing import make_ticket

USER, SERVER = "copied@known.test", "mx.desk.test"
FAILED = f"Authentication-Results: {SERVER}; dmarc=fail header.from=known.test\r\n".encode()
BY_LIST = b"List-Id: <all.known.test>\r\n"
BY_MACHINE = b"Auto-Submitted: auto-generated\r\n"


class TestCopies(MailboxTestCase):
	"""From the mail server onto the ticket, or not."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = self.mailbox.customer
		make_account(USER, {self.customer: "Requester"})
		self.mailbox.authserv_id = SERVER
		self.mailbox.save()
		self.number = make_ticket(USER, self.customer).name
		address = reply_address(self.mailbox.address, make_mark(mark_secret(), self.number, USER, "customer"))
		self.true = Mail(senders=(Address(USER),), to=(Address(address),)).raw.replace(b"\n", b"\r\n")

	def outcomes(self, mailbox: object = None) -> list[tuple[str, str]]:
		"""What became of the mailbox's mails."""
		return [(row.state, row.reason or "") for row in self.rows(mailbox)]

	def test_a_forged_copy_swallows_no_true_mail(self) -> None:
		self.put(FAILED + self.true, self.true, FAILED + self.true)
		self.fetch(take=inbound.take)
		self.assertEqual(
			self.outcomes(),
			[("Ticket", f"failed-check:{self.number}"), ("Comment", ""), ("Duplicate", "")],
		)
		self.assertEqual((self.lying(), self.lying("Done")), (0, 3))

	def test_nor_does_one_that_is_put_aside(self) -> None:
		self.put(BY_MACHINE + self.true, BY_LIST + self.true, self.true)
		self.fetch(take=inbound.take)
		self.assertEqual(
			self.outcomes(), [("Ignored", "automatic-answer"), ("Comment", ""), ("Duplicate", "")]
		)

	def test_nor_one_that_is_refused(self) -> None:
		self.mailbox.unknown_sender_policy = "Refuse"
		self.mailbox.save()
		self.put(FAILED + self.true, self.true)
		self.fetch(take=inbound.take)
		self.assertEqual(self.outcomes(), [("Refused", "unknown-sender"), ("Comment", "")])

	def test_copies_in_doubt_are_one_as_well(self) -> None:
		"""A forwarder that breaks signatures, and writes to two mailboxes."""
		other = self.make_mailbox(authserv_id=SERVER, customer=self.customer)
		self.put(FAILED + self.true)
		self.put(FAILED + self.true, mailbox=other)
		self.fetch(take=inbound.take)
		self.fetch(other, take=inbound.take)
		self.assertEqual(self.outcomes(other), [("Duplicate", "")])
		self.assertEqual(self.rows(other)[0].duplicate_of, self.rows()[0].name)

	def test_a_mail_that_answers_another_one_is_another_whatever_it_says(self) -> None:
		self.put(self.true, b"References: <x@known.test>\r\n" + self.true)
		self.fetch(take=inbound.take)
		self.assertEqual(self.outcomes(), [("Comment", ""), ("Comment", "")])
