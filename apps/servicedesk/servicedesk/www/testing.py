"""What tests of pages share: a page asked for as a browser would, in the test's own thread and transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe
from frappe.auth import CookieManager
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from servicedesk.www.renderer import PortalRenderer
from servicedesk.www.web import OK

SAVEPOINT = "portal_request"


def ask(
	user: str,
	address: str,
	form: Mapping[str, Any] | None = None,
	*,
	fragment: bool = False,
	headers: Mapping[str, str] | None = None,
) -> Response:
	"""The portal's answer to this user: to a form that is sent, or to a page that is opened.

	What the answer's error rolls back is what the request did, not what the test made before.
	"""
	path, _, query = address.partition("?")
	method = "GET" if form is None else "POST"
	sent = [*(headers or {}).items(), *([("HX-Request", "true")] if fragment else [])]
	builder = EnvironBuilder(path=path, query_string=query, method=method, data=form, headers=sent)
	with _as_request(user, Request(builder.get_environ())), _rolling_back_to_here():
		return PortalRenderer(path.strip("/")).render()


def page(user: str, address: str, form: Mapping[str, Any] | None = None) -> str:
	"""The text of an answer that must be a page."""
	answer = ask(user, address, form)
	if answer.status_code != OK:
		raise AssertionError(f"{address} answered {answer.status_code} {answer.headers.get('Location', '')}")
	return answer.get_data(as_text=True)


@contextmanager
def _as_request(user: str, request: Request) -> Iterator[None]:
	before = frappe.session.user
	frappe.set_user(user)
	frappe.session.data.csrf_token = "token"  # noqa: S105 — of a test's session
	frappe.local.request = request
	frappe.local.cookie_manager = CookieManager()
	try:
		yield
	finally:
		frappe.set_user(before)
		del frappe.local.request
		del frappe.local.cookie_manager


@contextmanager
def _rolling_back_to_here() -> Iterator[None]:
	whole = frappe.db.rollback

	def rollback(*, save_point: str | None = None) -> None:
		whole(save_point=save_point or SAVEPOINT)

	frappe.db.savepoint(SAVEPOINT)
	with patch.object(frappe.db, "rollback", rollback):
		yield
