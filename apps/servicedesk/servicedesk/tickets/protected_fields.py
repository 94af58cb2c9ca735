"""Fields of a ticket that only the server writes. The framework's "read only" is a matter of its forms alone."""

from typing import Any

SERVER_FIELDS = (
	"rating",
	"rating_message",
	"rated_at",
	"raised_at",
	"opened_by",
	"intake_key",
	"form_version",
	"accepted_at",
	"resolved_at",
	"closed_at",
	"last_activity_at",
	"state_since",
	"state_since_key",
	"timer_key",
	"merged_into",
	"contact_muted",
)


def keep_server_fields(doc: Any) -> None:
	"""What only the server writes stays as it is stored, whatever a form or the API sends along."""
	before = doc.get_doc_before_save()
	if not before:
		doc.rating, doc.rating_message, doc.rated_at = 0, None, None
		return
	for name in SERVER_FIELDS:
		doc.set(name, before.get(name))
	muted = {row.user: row.muted for row in before.participants}
	for row in doc.participants:
		row.muted = muted.get(row.user, 0)
