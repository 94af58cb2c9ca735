"""Files that come with a ticket or a message: checked before anything is stored, private, gone with a rollback."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.uploads import check, safe_file_name
from servicedesk.shared.uploads import limits, sentence

HEAD_BYTES = 4096
MAXIMUM_FILES = 10


@dataclass(frozen=True)
class IncomingFile:
	"""A file as it came in; `field` is the form's field that it was chosen in."""

	name: str
	content: bytes
	field: str = "attachments"


def problems(files: Sequence[IncomingFile]) -> dict[str, str]:
	"""A sentence for each field whose file cannot be taken."""
	extensions, largest = limits()
	found: dict[str, str] = {}
	for incoming in files:
		problem = check(
			incoming.name, incoming.content[:HEAD_BYTES], len(incoming.content), extensions, largest
		)
		if problem:
			found[incoming.field] = f"{safe_file_name(incoming.name)}: {sentence(problem)}"
	if len(files) > MAXIMUM_FILES:
		found[files[0].field] = _("At most {0} files at once.").format(MAXIMUM_FILES)
	return found


def attach(ticket: str, files: Sequence[IncomingFile], message: str | None = None) -> None:
	"""Store checked files privately on the ticket; `message` is the conversation's entry that brought them."""
	for incoming in files:
		file = frappe.new_doc("File")
		file.update(
			{
				"file_name": safe_file_name(incoming.name),
				"attached_to_doctype": "SD Ticket",
				"attached_to_name": ticket,
				"sd_shared": 1,
				"sd_message": message,
				"is_private": 1,
				"content": incoming.content,
			}
		)
		# Customers have no right to make files by themselves; this one was asked for by the ticket's own door.
		file.insert(ignore_permissions=True)


def files_of(ticket: str) -> list[Any]:
	"""The files that the customer sees on a ticket, oldest first: name, file_name, file_url, file_size, message. One statement."""
	return frappe.db.sql(
		"""select name, file_name, file_url, file_size, sd_message as message
		from `tabFile`
		where attached_to_doctype = 'SD Ticket' and attached_to_name = %s and sd_shared = 1
		order by creation""",
		ticket,
		as_dict=True,
	)


def copy_of_message(message: str, ticket: str) -> None:
	"""Show the files of a message on another ticket of the same customer, too; their content is stored once."""
	rows = frappe.get_all(
		"File",
		{"sd_message": message, "sd_shared": 1, "attached_to_doctype": "SD Ticket"},
		["file_name", "file_url", "is_private", "file_size", "content_hash"],
		order_by="creation asc",
		limit=MAXIMUM_FILES,
	)
	for row in rows:
		file = frappe.new_doc("File")
		file.update({**row, "attached_to_doctype": "SD Ticket", "attached_to_name": ticket, "sd_shared": 1})
		file.insert()
