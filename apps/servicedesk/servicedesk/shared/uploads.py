"""Which files reach the site, under which name, and who may change them: our rules on the core File.

They stand where the framework passes every file, whoever brings it: before a new record looks at its content
(`CheckedFile`), before the write to the disk (`write_file`), before a record is saved (`doc_events`), and before
it is read, changed or deleted (`has_permission`, because the framework deletes from the disk before any document
event could refuse). Where another app has replaced the class of File or the writing, the others still hold.

Administrator (installation, patches, background jobs) is held only to names and places. Other staff may bring the
kinds of file whose signature is known. Everybody else may bring what the settings allow, always privately.
"""

import os
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.core.doctype.file.file import has_permission as framework_has_permission
from frappe.core.doctype.file.utils import generate_file_name
from frappe.utils import cint, get_files_path

from servicedesk.domain.contract_term import ContractState
from servicedesk.domain.problems import Problem
from servicedesk.domain.uploads import DEFAULT_EXTENSIONS, HEAD_BYTES, check, safe_file_name
from servicedesk.shared.guards import require_right

PUBLIC_FOLDER = "/files/"
PRIVATE_FOLDER = "/private/files/"
REMOTE = ("http://", "https://", "//", "ftp://")
MEGABYTE = 1024 * 1024
LARGEST_FILE_MEGABYTES = 25
# What the names of this app's own DocTypes begin with.
OWN_DOCTYPES = "SD "
# Files of a form that is not sent yet are shown in the form alone.
DRAFT = "SD Form Draft"


class FileRefused(frappe.ValidationError):
	"""A file that is not taken; its text says why, in the user's language."""

	http_status_code = 422


class CheckedFile(File):
	"""The core File, checked before it reads, compares or writes its content. Hook: `override_doctype_class`."""

	def before_insert(self) -> None:
		"""Check, then do what the framework does. Raises FileRefused or PermissionError."""
		check_new_file(self)
		super().before_insert()

	def is_downloadable(self) -> bool:
		"""Whether the signed-in user may have the content; the framework asks here, and not the hook."""
		return has_permission(self, "read") and bool(super().is_downloadable())


def write_checked_file(file: Any) -> dict[str, str]:
	"""Write a File's content to the disk if the rules allow it. Hook: `write_file`.

	Returns what the framework expects of the hook: `file_name` and `file_url`. Raises FileRefused.
	"""
	_check_content(file, file.get("_content"))
	if _is_outsider():
		file.is_private = 1
	_give_safe_name(file)
	_check_place(file.file_name, is_private=bool(cint(file.is_private)))
	return file.save_file_on_filesystem()


def check_new_file(file: Any, method: str | None = None) -> None:
	"""Check a File that is about to be recorded. Hook: `doc_events`, File, before_insert.

	Does nothing where `CheckedFile` has done it: flags cannot come with the data of a request. Raises FileRefused
	or PermissionError; the framework then takes back what it has written.
	"""
	if file.flags.servicedesk_checked:
		return
	if cint(file.is_folder):
		if _is_outsider():
			frappe.throw(_("You may not make folders."), frappe.PermissionError)
		return
	if frappe.session.user != "Administrator":
		_check_target(file)
	if file.get("content"):
		file.content = file.get_content()  # decodes it, which the framework does only once
		_check_content(file, file.content)
		if _is_outsider():
			file.is_private = 1
	else:
		_check_address(file)
	file.flags.servicedesk_checked = True


def check_file(file: Any, method: str | None = None) -> None:
	"""Check a File that is about to be saved. Hook: `doc_events`, File, validate. Raises FileRefused."""
	if cint(file.is_folder):
		return
	if not file.file_name or os.path.basename(file.file_name) != file.file_name or "\\" in file.file_name:
		_refuse(_("The file's name may not hold a path."))
	if file.file_url and not file.file_url.startswith(REMOTE):
		_check_place_of_address(file)
	if not file.is_new() and file.has_value_changed("file_url") and not _was_moved(file):
		_check_address(file)
	if _is_outsider() and not cint(file.is_private):
		_refuse(_("Your files are always private."))


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Say whether `user` may do `ptype` with a File. Hook: `has_permission`, File.

	Newer versions let a hook only deny, older ones take its answer as final: so the framework's own rule for
	files is asked here too.
	"""
	user = user or frappe.session.user
	if not _is_system_user(user) and not _outsider_may(doc, ptype or "read", user):
		return False
	return bool(framework_has_permission(doc, ptype, user))


def query_conditions(user: str | None = None) -> str:
	"""What of File a portal user's lists leave out. Hook: `permission_query_conditions`, File.

	Version 15.44 lists to them all that they have sent in themselves.
	"""
	if _is_system_user(user or frappe.session.user):
		return ""
	return f"ifnull(`tabFile`.`attached_to_doctype`, '') != {frappe.db.escape(DRAFT)}"


def _outsider_may(doc: Any, ptype: str, user: str) -> bool:
	"""Say whether a guest or portal user may do `ptype` with a File, as far as we are concerned.

	An attachment follows what it is attached to; being its owner is not enough to change it there, and what staff
	attach to a record that its customer sees is nothing for the customer unless it was meant for them.
	"""
	if ptype in ("read", "select") and not cint(doc.is_private):
		return True
	if doc.attached_to_doctype and doc.attached_to_name:
		needed = "read" if ptype in ("read", "select") else "write"
		if needed == "read" and not _is_shown(doc):
			return False
		owned = needed == "read" or ptype == "create" or doc.owner == user
		return owned and _may_on_target(doc, needed, user)
	return ptype == "create" or (user != "Guest" and doc.owner == user)


def _is_shown(doc: Any) -> bool:
	"""Whether an attachment is meant for those who may see what it is attached to; staff attach for themselves too.

	Of a contract it is the signed paper, once the contract is more than a draft (manual integrator 14).
	"""
	doctype = doc.attached_to_doctype
	if cint(doc.get("sd_shared")) or not doctype.startswith(OWN_DOCTYPES):
		return True
	if doctype != "SD Contract":
		return False
	found = frappe.db.get_value(doctype, doc.attached_to_name, ["signed_paper", "contract_state"])
	return bool(found and found[0] and found[0] == doc.file_url and found[1] != str(ContractState.DRAFT))


def _may_on_target(doc: Any, ptype: str, user: str) -> bool:
	"""Say whether `user` may do `ptype` with what a File is attached to; never where that is gone."""
	if not frappe.db.exists(doc.attached_to_doctype, doc.attached_to_name):
		return False
	target = frappe.get_doc(doc.attached_to_doctype, doc.attached_to_name)
	return bool(frappe.has_permission(doc.attached_to_doctype, ptype, doc=target, user=user))


def _check_target(file: Any) -> None:
	"""Refuse to attach to what the user may not change. Code that checked for itself sets ignore_permissions."""
	doctype, name = file.attached_to_doctype, file.attached_to_name
	if file.flags.ignore_permissions or not doctype or not name:
		return
	if (doctype, name) == ("User", frappe.session.user):  # one's own picture
		return
	if frappe.db.exists(doctype, name):
		frappe.get_doc(doctype, name).check_permission("write")
	elif _is_outsider():
		frappe.throw(_("You may not attach files here."), frappe.PermissionError)
	else:  # a form of the desk that is not saved yet
		require_right(doctype, "create")


def _check_content(file: Any, content: bytes | str | None) -> None:
	"""Refuse content, as it goes to the disk, that the user may not bring."""
	if frappe.session.user == "Administrator":
		return
	content = content.encode() if isinstance(content, str) else bytes(content or b"")
	allowed, largest = limits()
	if not _is_outsider():
		allowed = DEFAULT_EXTENSIONS
	problem = check(file.file_name or "", content[:HEAD_BYTES], len(content), allowed, largest)
	if problem:
		_refuse(sentence(problem))


def limits() -> tuple[frozenset[str], int]:
	"""Return the extensions and the largest size in bytes that the settings allow to customers."""
	settings = frappe.get_cached_doc("SD Settings")
	largest = (cint(settings.maximum_file_megabytes) or LARGEST_FILE_MEGABYTES) * MEGABYTE
	named = (settings.allowed_extensions or "").replace(",", " ").replace(".", " ").lower().split()
	return (frozenset(named) if named else DEFAULT_EXTENSIONS), largest


def _give_safe_name(file: Any) -> None:
	"""Keep only the base name of a File, and change it where a file of that name exists."""
	name = safe_file_name(file.file_name or "")
	if not name:
		_refuse(sentence(Problem("file", "missing_file_name")))
	if name != file.file_name:
		private = bool(cint(file.is_private))
		file.file_name = generate_file_name(name, suffix=file.content_hash[-6:], is_private=private)


def _check_place(name: str, is_private: bool) -> None:
	"""Refuse a name that leads out of the site's folder for files, also through a link on the disk."""
	folder = os.path.realpath(get_files_path(is_private=is_private))
	if os.path.commonpath((folder, os.path.realpath(os.path.join(folder, name)))) != folder:
		_refuse(_("The file's name may not hold a path."))


def _check_place_of_address(file: Any) -> None:
	"""Refuse a local address outside the folder that fits the File's privacy."""
	private = bool(cint(file.is_private))
	folder = PRIVATE_FOLDER if private else PUBLIC_FOLDER
	if not file.file_url.startswith(folder) or "\\" in file.file_url:
		_refuse(_("The file's address does not fit its folder."))
	_check_place(file.file_url.removeprefix(folder), private)


def _check_address(file: Any) -> None:
	"""Refuse a File that only points somewhere, unless the user may read what it points to.

	Otherwise a record that names somebody else's file would make its content readable.
	"""
	if frappe.session.user == "Administrator":
		return
	address = file.file_url or ""
	if not address:
		_refuse(sentence(Problem("file", "empty_file")))
	if address.startswith(REMOTE):
		if "System Manager" not in frappe.get_roles():
			_refuse(_("Files of other sites cannot be linked; please upload the file."))
		return
	rows = frappe.get_all(
		"File", filters={"file_url": address, "name": ("!=", file.name or "")}, fields=["*"]
	)
	if not any(has_permission(frappe.get_doc({"doctype": "File", **row}), "read") for row in rows):
		frappe.throw(_("You may not use this file."), frappe.PermissionError)


def _was_moved(file: Any) -> bool:
	"""Whether the framework has just moved a saved File between the public and the private folder."""
	before = file.get_doc_before_save()
	same_name = os.path.basename(before.file_url or "") == os.path.basename(file.file_url or "")
	return bool(same_name and file.has_value_changed("is_private") and file.flags.original_path)


def _is_outsider() -> bool:
	"""Whether the current user is a guest or a portal user."""
	return not _is_system_user(frappe.session.user)


def _is_system_user(user: str) -> bool:
	"""Whether `user` works in the desk."""
	return user == "Administrator" or frappe.get_cached_value("User", user, "user_type") == "System User"


def sentence(problem: Problem) -> str:
	"""Return what is wrong with an upload, in the user's language."""
	values = problem.parameters
	largest = f"{cint(values.get('maximum_bytes')) // MEGABYTE} MB"
	sentences = {
		"missing_file_name": _("The file's name cannot be used."),
		"refused_type": _("Files of this type are not accepted. Accepted are: {0}.").format(
			values.get("allowed", "")
		),
		"empty_file": _("The file is empty."),
		"too_large": _("The file is too large. At most {0}.").format(largest),
		"content_mismatch": _("The file's content is not what its name says."),
	}
	return sentences[problem.code]


def _refuse(text: str) -> None:
	"""Raise FileRefused with `text`, which is in the user's language."""
	frappe.throw(text, FileRefused, title=_("File refused"))
