"""What tests of imports stand on: files loaded as a worker does it, with its commits, and everything gone afterwards."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.imports import job
from servicedesk.imports.results import first_problems
from servicedesk.shared.testing import FrameworkTestCase, make_user

IMPORTER = "importer@desk.test"
# Everything that an import can write. What the importer owns is deleted after each test.
TABLES = (
	"SD Customer",
	"SD Site",
	"SD Service",
	"SD Contract",
	"SD Contract Service",
	"SD Contract Site",
	"SD Equipment",
	"SD Equipment Kind",
	"SD SLA",
	"SD SLA Target",
	"SD Work Calendar",
	"Contact",
	"Contact Email",
	"Contact Phone",
	"Dynamic Link",
	"Version",
	"File",
	"SD Import",
	"SD Import Problem",
)


class ImportCase(FrameworkTestCase):
	"""Signed in as an administrator of the desk. A worker commits, so rolling back is not enough."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Make the administrator."""
		super().setUpClass()
		frappe.set_user("Administrator")
		make_user(IMPORTER, "Service Desk Administrator")
		frappe.db.commit()
		_remove_everything()

	@classmethod
	def tearDownClass(cls) -> None:
		"""Remove the administrator."""
		frappe.set_user("Administrator")
		frappe.db.rollback()
		# Rows only: on a site without people the framework refuses to delete a user.
		frappe.db.delete("Has Role", {"parent": IMPORTER})
		frappe.db.delete("User", {"name": IMPORTER})
		frappe.db.commit()
		frappe.clear_cache(user=IMPORTER)
		super().tearDownClass()

	def setUp(self) -> None:
		"""No worker of the bench takes what a test has queued."""
		frappe.set_user(IMPORTER)
		waker = patch.object(job, "_call_a_worker")
		waker.start()
		self.addCleanup(waker.stop)

	def tearDown(self) -> None:
		"""Remove what the test has made, and committed."""
		frappe.db.rollback()
		_remove_everything()
		frappe.local.message_log = []


def _remove_everything() -> None:
	for table in TABLES:
		frappe.db.delete(table, {"owner": IMPORTER})
	frappe.db.commit()
	for doctype in (
		"SD Contract",
		"SD Service",
	):  # named by people, so that the next test may use the name again
		frappe.cache.delete_keys(f"document_cache::{doctype}")


def make_import(kind: str, content: str | bytes, *, public: bool = False, **values: Any) -> str:
	"""An import with its file attached; return its name."""
	document = frappe.get_doc({"doctype": "SD Import", "kind": kind, **values}).insert()
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "table.csv",
			"attached_to_doctype": "SD Import",
			"attached_to_name": document.name,
			"is_private": int(not public),
			"content": content.encode() if isinstance(content, str) else content,
		}
	).insert()
	document.update({"file": file.file_url}).save()
	frappe.db.commit()
	return str(document.name)


def load(kind: str, content: str | bytes, *, check_only: bool = False, **values: Any) -> Any:
	"""Load a file to the end, as a worker does; return the import as it is then."""
	name = make_import(kind, content, **values)
	job.start(name, check_only=check_only)
	frappe.db.commit()
	job.work()
	return frappe.get_doc("SD Import", name)


def counts(document: Any) -> tuple[int, int, int, int]:
	"""Made, changed, unchanged and bad rows."""
	return (document.made, document.changed, document.unchanged, document.bad)


def problems(document: Any) -> list[tuple[int, str, str]]:
	"""Line, column and reason of each bad row, in English."""
	return [(row["line"], row["column"], row["reason"]) for row in first_problems(document.name)]


def problem_of_file(document: Any) -> str:
	"""Why the file as a whole was not loaded."""
	document.onload()
	return str(document.get_onload("result")["problem"])
