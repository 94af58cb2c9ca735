"""Endpoints of the import's form. Only administrators have rights on SD Import (security.md)."""

from typing import Any

import frappe
from werkzeug.wrappers import Response

from servicedesk.imports import job, templates
from servicedesk.imports.progress import progress_of
from servicedesk.imports.results import report_table
from servicedesk.shared.guards import agent_endpoint

DOCTYPE = "SD Import"


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def start(name: str, check_only: bool = False) -> None:
	"""Queue an import, or only a check of its file."""
	job.start(name, check_only=check_only)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def progress(name: str) -> dict[str, Any]:
	"""The import's state, and how far it is."""
	document = frappe.get_doc(DOCTYPE, name)
	document.check_permission("read")
	return {"state": document.state, **progress_of(name)}


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def template(kind: str) -> Response:
	"""A file with the headings of a kind of table, in the reader's language."""
	frappe.new_doc(DOCTYPE).check_permission("create")
	return _download(f"{kind}.csv", templates.template(kind))


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def report(name: str) -> Response:
	"""All bad rows of an import as a table."""
	frappe.get_doc(DOCTYPE, name).check_permission("read")
	return _download(f"{name}.csv", report_table(name))


def _download(file_name: str, content: bytes) -> Response:
	"""A file to keep. Its name is one of ours, of plain letters."""
	response = Response(content, mimetype="text/csv")
	response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
	return response
