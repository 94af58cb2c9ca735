"""The rules on the core File: each with who may, who may not, and what is left on the disk."""

import os
from pathlib import Path
from typing import Any

import frappe
from frappe.core.doctype.file.file import has_permission as framework_has_permission
from frappe.utils import get_files_path

from servicedesk.shared import uploads
from servicedesk.shared.testing import FrameworkTestCase
from servicedesk.shared.visibility import CUSTOMER_ROLE

PORTAL, OTHER, STAFF, MANAGER = (
	f"uploads-{who}@example.org" for who in ("portal", "other", "staff", "manager")
)
ROLES = {PORTAL: CUSTOMER_ROLE, OTHER: CUSTOMER_ROLE, STAFF: "Service Desk Agent", MANAGER: "System Manager"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PAGE = b"<html><script>alert(1)</script></html>"
# File name and content that nobody but Administrator may bring.
REFUSED = (
	("page.html", PAGE),
	("page.htm", PAGE),
	("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
	("data.xml", b"<?xml version='1.0'?><x/>"),
	("script.js", b"alert(1)"),
	("program.exe", b"MZ\x90\0"),
	("no-extension", b"text"),
	("page.html.", PAGE),
	("picture.png", PAGE),
	("notes.txt", PAGE),
	("report.pdf", b"MZ\x90\0"),
	("empty.txt", b""),
)


class TestUploads(FrameworkTestCase):
	"""Files are made by plain documents, as every way of the framework does in the end."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# The manager first: the framework makes a System Manager of the first user where there is none.
		for email, role in reversed(ROLES.items()):
			if frappe.db.exists("User", email):
				continue
			user_type = "Website User" if role == CUSTOMER_ROLE else "System User"
			user = frappe.get_doc(
				{"doctype": "User", "email": email, "first_name": "U", "user_type": user_type}
			)
			user.flags.no_welcome_mail = True
			user.append("roles", {"role": role})
			user.insert(ignore_permissions=True)
			if role == CUSTOMER_ROLE:
				frappe.db.set_value("User", email, "user_type", user_type)
				frappe.clear_document_cache("User", email)

	def setUp(self) -> None:
		frappe.db.savepoint("before_test")
		self.before = stored_files()

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="before_test")
		for path in stored_files() - self.before:
			path.unlink()

	def make(self, user: str, name: str, content: bytes = PNG, **values: Any) -> Any:
		"""Make a File as `user`, in the way of code that has checked permissions for itself."""
		frappe.set_user(user)
		file = frappe.get_doc({"doctype": "File", "file_name": name, "content": content, **values})
		return file.insert(ignore_permissions=True)

	def assert_refused(self, user: str, name: str, content: bytes, **values: Any) -> None:
		"""Assert that a File is refused and that nothing of it reaches the disk."""
		before = stored_files()
		with self.assertRaises((uploads.FileRefused, frappe.PermissionError), msg=f"{user}: {name}"):
			self.make(user, name, content, **values)
		self.assertEqual(stored_files(), before)

	def test_kinds(self) -> None:
		"""What a browser would run, and what is not what its name says, is taken from nobody but Administrator."""
		for name, content in REFUSED:
			for user in (PORTAL, STAFF, MANAGER):
				with self.subTest(f"{user}: {name}"):
					self.assert_refused(user, name, content)
		self.assertEqual(self.make("Administrator", "logo.svg", b"<svg/>").file_name, "logo.svg")

	def test_limits_of_the_settings(self) -> None:
		"""Portal users may bring only what the settings name, in the size they name; staff every known kind."""
		settings = frappe.get_doc("SD Settings")
		settings.allowed_extensions, settings.maximum_file_megabytes = "PDF, .png", 1
		frappe.local.cache = {}
		with_settings = frappe._dict(allowed_extensions="PDF, .png", maximum_file_megabytes=1)
		original = frappe.get_cached_doc
		self.addCleanup(setattr, uploads.frappe, "get_cached_doc", original)
		uploads.frappe.get_cached_doc = lambda *given: (
			with_settings if given[0] == "SD Settings" else original(*given)
		)
		self.make(PORTAL, "a.png")
		self.assert_refused(PORTAL, "a.txt", b"text")
		self.make(STAFF, "b.txt", b"text of staff")
		self.assert_refused(PORTAL, "large.png", PNG + b"\0" * uploads.MEGABYTE)
		self.assert_refused(STAFF, "large.png", PNG + b"\0" * uploads.MEGABYTE)

	def test_names(self) -> None:
		"""Only a base name reaches the disk, and no file is written over."""
		first = self.make(STAFF, "..\\..\\evil.png", PNG + b"1")
		self.assertEqual(first.file_name, "evil.png")
		second = self.make(STAFF, "C:\\evil.png", PNG + b"2")
		self.assertNotEqual(second.file_name, first.file_name)
		third = self.make("Administrator", "../../../evil.png", PNG + b"3")
		for file in (first, second, third):
			self.assertTrue(os.path.exists(os.path.join(get_files_path(), file.file_name)))
			self.assertNotRegex(file.file_url, r"\.\.|\\")

	def test_links_on_the_disk(self) -> None:
		"""A link in the folder that leads out of it is not followed."""
		link = Path(get_files_path("gate-link"))
		link.symlink_to("/tmp")  # noqa: S108 — a folder that surely is another
		self.addCleanup(link.unlink)
		for name in ("gate-link/x.png", "../x.png", "/etc/x.png"):
			with self.assertRaises(uploads.FileRefused, msg=name):
				uploads._check_place(name, is_private=False)

	def test_portal_files_are_private(self) -> None:
		"""Whatever a portal user asks for, and also where the same content is public already."""
		public = self.make(STAFF, "shared.png", PNG + b"same")
		self.assertEqual(public.is_private, 0)
		for name, content in (("mine.png", PNG + b"mine"), ("same.png", PNG + b"same")):
			file = self.make(PORTAL, name, content, is_private=0)
			self.assertEqual((file.is_private, file.file_url[:15]), (1, "/private/files/"))
			self.assertTrue(os.path.exists(file.get_full_path()))
		file.is_private = 0
		with self.assertRaises(frappe.ValidationError):
			file.save(ignore_permissions=True)

	def test_portal_users_make_no_folders(self) -> None:
		"""Folders belong to staff."""
		frappe.set_user(PORTAL)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc({"doctype": "File", "file_name": "mine", "is_folder": 1, "folder": "Home"}).insert(
				ignore_permissions=True
			)

	def test_remote_addresses(self) -> None:
		"""Links to other sites are for administrators: the server itself would fetch them."""
		for user in (PORTAL, STAFF):
			self.assert_refused(user, "x.png", b"", file_url="http://127.0.0.1:8083/x.png")
		self.make(MANAGER, "x.png", b"", file_url="https://example.org/x.png")

	def test_records_that_point_at_others_files(self) -> None:
		"""A record with somebody else's address would make the file readable to its maker."""
		secret = self.make("Administrator", "secret.png", PNG + b"secret", is_private=1)
		for user in (PORTAL, STAFF):
			self.assert_refused(user, "mine.png", b"", file_url=secret.file_url, is_private=1)
		own = self.make(STAFF, "own.png", PNG + b"own", is_private=1)
		self.make(STAFF, "again.png", b"", file_url=own.file_url, is_private=1)
		own.file_url = secret.file_url
		with self.assertRaises(frappe.PermissionError):
			own.save(ignore_permissions=True)

	def test_staff_move_their_files(self) -> None:
		"""Making a file public or private keeps working."""
		file = self.make(STAFF, "moving.png", PNG + b"moving", is_private=1)
		file.is_private = 0
		file.save(ignore_permissions=True)
		self.assertEqual(file.file_url, "/files/moving.png")

	def test_attaching_needs_write_permission(self) -> None:
		"""A file may hang only on what its maker may change."""
		frappe.set_user("Administrator")
		target = {
			"attached_to_doctype": "ToDo",
			"attached_to_name": frappe.get_doc({"doctype": "ToDo", "description": "x"}).insert().name,
		}
		for user in (PORTAL, STAFF):
			frappe.set_user(user)
			with self.assertRaises(frappe.PermissionError, msg=user):
				frappe.get_doc(
					{"doctype": "File", "file_name": "a.png", "content": PNG, "is_private": 1, **target}
				).insert()
		frappe.set_user(MANAGER)
		frappe.get_doc({"doctype": "File", "file_name": "a.png", "content": PNG, **target}).insert()
		frappe.set_user(PORTAL)
		with self.assertRaises(frappe.PermissionError):
			target["attached_to_name"] = "new-todo-1"
			frappe.get_doc(
				{"doctype": "File", "file_name": "b.png", "content": PNG, "is_private": 1, **target}
			).insert()

	def test_own_picture(self) -> None:
		"""Everybody may give their own user a picture."""
		frappe.set_user(STAFF)
		file = {"doctype": "File", "file_name": "me.png", "content": PNG + b"me"}
		frappe.get_doc({**file, "attached_to_doctype": "User", "attached_to_name": STAFF}).insert()

	def test_who_may_do_what(self) -> None:
		"""A portal user's rights on files: theirs, and what they are attached to; never more than the framework's."""
		public = self.make("Administrator", "public.png", PNG + b"public")
		own = self.make(PORTAL, "own.png", PNG + b"owned")
		for ptype, doc, user, expected in (
			("read", public, PORTAL, True),
			("write", public, PORTAL, False),
			("delete", public, PORTAL, False),
			("delete", public, "Guest", False),
			("read", own, PORTAL, True),
			("delete", own, PORTAL, True),
			("read", own, OTHER, False),
			("delete", own, OTHER, False),
			("read", own, "Guest", False),
			("delete", public, "Administrator", True),
		):
			with self.subTest(f"{user}: {ptype} {doc.file_name}"):
				self.assertIs(uploads.has_permission(doc, ptype, user), expected)
				self.assertTrue(not expected or framework_has_permission(doc, ptype, user))

	def test_attachments_follow_their_document(self) -> None:
		"""Being the owner opens no attachment of a document that one may not see, and changes none."""
		file = self.make(PORTAL, "attached.png", PNG + b"attached")
		file.attached_to_doctype, file.attached_to_name = "ToDo", "no-such-document"
		self.assertFalse(uploads.has_permission(file, "read", PORTAL))
		self.assertFalse(uploads.has_permission(file, "delete", PORTAL))

	def test_refusals_are_sentences(self) -> None:
		"""Each problem of the pure rules has its text, and the HTTP status says whose fault it is."""
		with self.assertRaises(uploads.FileRefused) as caught:
			self.make(PORTAL, "page.html", PAGE)
		self.assertIn("Accepted are:", str(caught.exception))
		self.assertEqual(caught.exception.http_status_code, 422)


def stored_files() -> set[Path]:
	"""Return every file below the site's two folders for files."""
	folders = (Path(get_files_path()), Path(get_files_path(is_private=1)))
	return {path for folder in folders for path in folder.rglob("*") if path.is_file()}
