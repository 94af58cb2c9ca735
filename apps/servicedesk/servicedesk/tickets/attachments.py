"""Files that come with a ticket or a message: checked before anything is stored, private, gone with a rollback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.file.utils import get_content_hash

from servicedesk.domain.uploads import check, safe_file_name
from servicedesk.shared.lost_transactions import content_of
from servicedesk.shared.stored_files import bytes_of
from servicedesk.shared.uploads import DRAFT, limits, sentence

HEAD_BYTES = 4096
MAXIMUM_FILES = 10


@dataclass(frozen=True)
class IncomingFile:
	"""A file as it came in; `field`: the form's field that it was chosen in; `content_id`: how its mail's HTML calls it."""

	name: str
	content: bytes
	field: str = "attachments"
	content_id: str = ""


@dataclass(frozen=True)
class HeldFile:
	"""A file that waits with a draft; `name` is the record's, `file_name` what people call it. `size` in bytes."""

	name: str
	file_name: str
	size: int
	content_hash: str
	field: str

	@property
	def identity(self) -> tuple[str, str]:
		"""As `identity` has it for a file that comes in."""
		return self.field, self.content_hash


def files_of_request(rename: Callable[[str], str] = str) -> list[IncomingFile]:
	"""What was sent with the request, none outside of one; `rename` turns a part's name into a field's."""
	if not frappe.request:
		return []
	return [
		IncomingFile(upload.filename, content_of(upload), rename(name))
		for name, uploads in frappe.request.files.lists()
		for upload in uploads
		if upload.filename
	]


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


def attach(ticket: str, files: Sequence[IncomingFile], message: str | None = None) -> dict[str, str]:
	"""Store checked files privately on the ticket; `message` is the conversation's entry that brought them.

	Returns the addresses of those that have a content id, by it.
	"""
	stored = [
		_store(
			incoming,
			attached_to_doctype="SD Ticket",
			attached_to_name=ticket,
			sd_shared=1,
			sd_message=message,
		)
		for incoming in files
	]
	return {
		incoming.content_id: str(file.file_url)
		for incoming, file in zip(files, stored, strict=True)
		if incoming.content_id
	}


def _store(incoming: IncomingFile, **values: Any) -> Any:
	file = frappe.new_doc("File")
	name = safe_file_name(incoming.name)
	file.update({"file_name": name, "is_private": 1, "content": incoming.content, **values})
	# Customers have no right to make files by themselves; this one was asked for by the ticket's own door.
	file.insert(ignore_permissions=True)
	if file.file_name != name:
		# Another file of that name lies on the disk, so this one lies there under another; people go on calling it so.
		file.db_set("file_name", name, update_modified=False)
	return file


def hold(draft: str, incoming: IncomingFile) -> None:
	"""Keep a checked file with a draft until it is sent. Whoever may not read the draft, which is everybody, may not read it."""
	place = {"attached_to_doctype": DRAFT, "attached_to_name": draft, "attached_to_field": incoming.field}
	# In two steps: at once, the framework would write a comment about it that staff read.
	frappe.db.set_value("File", _store(incoming).name, place, update_modified=False)


def held(draft: str) -> list[HeldFile]:
	"""The files of a draft, oldest first. One statement."""
	rows = frappe.db.sql(
		"""select name, file_name, file_size, content_hash, attached_to_field from `tabFile`
		where attached_to_doctype = %s and attached_to_name = %s order by creation, name""",
		(DRAFT, draft),
	)
	return [
		HeldFile(name, said, size or 0, digest or "", field or "") for name, said, size, digest, field in rows
	]


def read_held(file: HeldFile) -> IncomingFile | None:
	"""The file of a draft as it came in; None for one whose content is gone from the disk."""
	try:
		content = bytes_of(file.name)
	except OSError:
		return None
	return IncomingFile(file.file_name, content, file.field)


def release(names: Sequence[str]) -> None:
	"""Remove files of drafts; what a ticket has taken over in the meantime stays on the disk.

	Past the framework's deletion, which would keep a copy of each record, with its name, for staff to read.
	"""
	for name in names:
		file = frappe.get_doc("File", name)  # query-in-loop: files are documents, and a draft has ten at most
		# Else the framework would write a comment about it.
		file.attached_to_name = None
		file.on_trash()
		frappe.db.delete("File", {"name": name})  # query-in-loop: a draft has ten at most
		frappe.clear_document_cache("File", name)


def identity(incoming: IncomingFile) -> tuple[str, str]:
	"""What makes a form's file another one: the question that it answers, and its content.

	The same file may answer two questions. The content is known by the framework's own hash.
	"""
	return incoming.field, str(get_content_hash(incoming.content))


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
