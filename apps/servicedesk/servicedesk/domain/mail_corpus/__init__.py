"""Hostile, broken and ordinary mails, made here and always the same: nobody's real mail is among them.

`corpus()` gives each with its kind; what has to come out of it stands beside the kinds that people really send.
"""

from servicedesk.domain.mail_corpus.broken import broken
from servicedesk.domain.mail_corpus.cases import Case, Expected
from servicedesk.domain.mail_corpus.hostile import hostile
from servicedesk.domain.mail_corpus.people import people
from servicedesk.domain.mail_corpus.programs import programs
from servicedesk.domain.mail_corpus.reports import reports

__all__ = ["Case", "Expected", "corpus"]


def corpus() -> list[Case]:
	"""Every mail, in a fixed order."""
	return [*people(), *programs(), *reports(), *broken(), *hostile()]
