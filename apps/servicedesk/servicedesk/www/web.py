"""What a page of the portal gets and gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import frappe
from frappe.sessions import get_csrf_token

from servicedesk.tickets.attachments import IncomingFile, files_of_request

# How long a cookie that remembers a choice stays.
A_YEAR = timedelta(days=365)
OK, SEE_OTHER, UNCHANGED, UNAUTHORISED, UNPROCESSABLE = 200, 303, 304, 401, 422


@dataclass(frozen=True)
class PortalRequest:
	"""The request, with the parts of its address that the route names."""

	path: str
	method: str
	parts: Mapping[str, str] = field(default_factory=dict)

	@property
	def typed(self) -> dict[str, Any]:
		"""What was sent as a form, or stands behind the address; names that repeat as lists."""
		values: dict[str, Any] = {}
		source = frappe.request.form if self.method == "POST" else frappe.request.args
		for name, given in source.lists():
			values[name] = given if len(given) > 1 else given[0]
		values.pop("csrf_token", None)
		return values

	def files(self, rename: Callable[[str], str] = str) -> list[IncomingFile]:
		"""The files that were sent; `rename` turns a part's name into a field's."""
		return files_of_request(rename)


@dataclass(frozen=True)
class Page:
	"""A template to render. `stands`: what was written stays written although the answer is a refusal: a draft."""

	template: str
	context: Mapping[str, Any] = field(default_factory=dict)
	status: int = OK
	stands: bool = False


@dataclass(frozen=True)
class Redirect:
	"""Another page of this site to go to."""

	address: str


@dataclass(frozen=True)
class Raw:
	"""Content that is not a page; with a `file_name`, a file to save."""

	content: str | bytes
	content_type: str
	max_age: int = 0
	file_name: str = ""
	headers: Mapping[str, str] = field(default_factory=dict)
	status: int = OK


Answer = Page | Redirect | Raw


def csrf_token() -> str:
	"""The session's token for forms; a guest's session has none."""
	return "" if frappe.session.user == "Guest" else str(get_csrf_token())


def is_fragment() -> bool:
	"""Whether htmx asks for a part of a page."""
	return frappe.get_request_header("HX-Request") == "true"


def safe_address(address: str) -> str:
	"""The address if it is a page of this site, else nothing: never a way to another host."""
	plain = (address or "").strip()
	if (
		not plain.startswith("/")
		or plain.startswith(("//", "/\\"))
		or any(sign in plain for sign in "\\\r\n\t")
	):
		return ""
	return plain


def own_path(address: str) -> str:
	"""The path of one of this site's own full addresses."""
	return urlsplit(address).path
