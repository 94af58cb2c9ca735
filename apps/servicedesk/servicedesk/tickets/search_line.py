"""What the portal's list goes by: a ticket's words, and which participant is its requester.

Kept on the rows themselves so that indexes hold them; called in validate, after everything that changes them.
"""

from typing import Any

from servicedesk.domain.search_words import search_line
from servicedesk.shared.plain_text import unshield

SEARCHED = ("subject", "external_reference", "description")


def follow(doc: Any) -> None:
	"""Keep both in step with the ticket, whatever a form or the API sends along."""
	before = doc.get_doc_before_save()
	if before and before.search_words and not any(doc.get(name) != before.get(name) for name in SEARCHED):
		doc.search_words = before.search_words
	else:
		doc.search_words = search_line(*(unshield(doc.get(name)) for name in SEARCHED))
	for row in doc.participants:
		row.is_requester = int(row.user == doc.requester)
