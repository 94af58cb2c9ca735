"""Small pictures of a request's attachments, for whoever may see the request, and of files that are meant for them."""

from typing import Any

import frappe

from servicedesk.domain.uploads import extension_of
from servicedesk.self_service.reading import visible
from servicedesk.shared.pictures import EXTENSIONS, small_picture
from servicedesk.shared.stored_files import bytes_of

KEPT = "servicedesk_thumbnail"
KEEP_SECONDS = 24 * 3600
# A picture that is larger than this is not read into memory for a list.
LARGEST_BYTES = 30 * 1024 * 1024


def is_picture(file_name: str) -> bool:
	"""Whether the portal shows a small picture of a file of that name."""
	return extension_of(file_name) in EXTENSIONS


def thumbnail(number: str, file: str) -> bytes:
	"""The small picture of an attachment, as a JPEG; empty for what only calls itself a picture.

	Raises PageDoesNotExistError for what the reader may not see. That is one statement; the picture is made once a day,
	and kept by its content.
	"""
	row = _shown(number, file)
	if not row:
		raise frappe.PageDoesNotExistError
	if not is_picture(row.file_name) or (row.file_size or 0) > LARGEST_BYTES:
		return b""
	key = f"{KEPT}:{row.content_hash or row.name}"
	kept = frappe.cache.get_value(key)
	if kept is None:
		kept = _made(row.name) or b""
		frappe.cache.set_value(key, kept, expires_in_sec=KEEP_SECONDS)
	return bytes(kept)


def _shown(number: str, file: str) -> Any:
	"""The attachment, if it is one of this request that the customer sees, and the reader sees the request."""
	ticket, stored = frappe.qb.DocType("SD Ticket"), frappe.qb.DocType("File")
	rows = (
		frappe.qb.from_(stored)
		.join(ticket)
		.on(ticket.name == stored.attached_to_name)
		.select(stored.name, stored.file_name, stored.file_size, stored.content_hash)
		.where(
			(stored.name == file)
			& (stored.attached_to_doctype == "SD Ticket")
			& (stored.attached_to_name == number)
			& (stored.sd_shared == 1)
			& visible("SD Ticket")
		)
		.limit(1)
		.run(as_dict=True)
	)
	return rows[0] if rows else None


def _made(file: str) -> bytes | None:
	try:
		content = bytes_of(file)
	except OSError:
		# The record is there and the file is not: the list shows its name, as before.
		return None
	return small_picture(content)
