"""The whole corpus of broken and hostile mails lies in a mailbox: nothing blocks, nothing is lost, nothing of it runs."""

import re

import frappe

from servicedesk.channels.email import inbound
from servicedesk.channels.email.testing import MailboxTestCase, mail
from servicedesk.domain.mail_corpus import corpus

# Where a mail may end. None of them lies in the inbox any more.
ENDS = {"Ticket", "Comment", "Ignored", "Held", "Refused", "Quarantined", "Duplicate"}
REFUSED = {"empty", "no-header", "header-too-long", "too-deep", "too-many-parts"}
DAMAGED = {"truncated", "mutated"}
# What a browser would run or fetch by itself.
RUNS = re.compile(
	r"<\s*(script|iframe|object|embed|svg|math|style|base|meta|form|link)\b|<[^>]*\son\w+\s*=|<[^>]*javascript:",
	re.I,
)


class TestCorpus(MailboxTestCase):
	"""Against the real mail server, with all that a fetcher does."""

	def test_each_mail_comes_to_an_end_and_none_stops_the_next(self) -> None:
		"""Each is written down in one row, and the good one behind them becomes a ticket."""
		cases = [case for case in corpus() if case.raw]
		self.put(*(case.raw for case in cases), mail(1, "A good one", "<good@sender.test>"))
		self.fetch(take=inbound.take)
		rows = self.rows()
		self.assertEqual((self.lying(), len(rows)), (0, len(cases) + 1))
		kinds = [*(case.kind for case in cases), "good"]
		left = [
			(kind, row.state, row.error)
			for kind, row in zip(kinds, rows, strict=True)
			if row.state not in ENDS
		]
		self.assertEqual(left, [])
		self.assertEqual(rows[-1].state, "Ticket")
		self.assertEqual(self.error(), "")
		states = {
			state: {kind for kind, row in zip(kinds, rows, strict=True) if row.state == state}
			for state in ENDS
		}
		refused = {case.kind for case in cases if case.refused}
		self.assertLessEqual(states["Quarantined"], refused | DAMAGED)
		self.assertLessEqual({row.reason for row in rows if row.state == "Quarantined"}, REFUSED)
		# Cut off before the body, or within its fields: they say the same.
		self.assertLessEqual(states["Duplicate"], {"truncated", "header only"})
		self.assertLessEqual(
			{"auto-replied", "qmail bounce", "postfix bounce"}, states["Ignored"] | states["Held"]
		)
		self.assert_nothing_runs()

	def assert_nothing_runs(self) -> None:
		"""Whatever of a mail is shown as HTML holds nothing that a browser would run."""
		tickets = [row.ticket for row in self.rows() if row.ticket]
		self.assertGreater(len(tickets), 200)
		shown = frappe.get_all(
			"Communication",
			{"reference_doctype": "SD Ticket", "reference_name": ("in", tickets)},
			pluck="content",
		)
		self.assertEqual([text for text in shown if RUNS.search(text or "")], [])
