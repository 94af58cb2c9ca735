"""Who may call an endpoint. Each whitelisted function wears exactly one of these guards.

A guard answers before the function runs: a guest gets 401, anybody else who may not gets 403. The
allow-list in `servicedesk.api.gate` stands in front of them; the guard is the second layer.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

import frappe
from frappe import _

from servicedesk.shared.lost_transactions import once_more
from servicedesk.shared.visibility import is_staff, scope_of

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def _guard(check: Callable[[], None], audience: str) -> Callable[[Endpoint], Endpoint]:
	def decorate(function: Endpoint) -> Endpoint:
		@wraps(function)
		def guarded(*args: Any, **kwargs: Any) -> Any:
			check()
			return once_more(partial(function, *args, **kwargs))

		guarded.servicedesk_audience = audience  # type: ignore[attr-defined]
		return guarded  # type: ignore[return-value]

	return decorate


def require_sign_in() -> None:
	"""Raise AuthenticationError (401) for a guest."""
	if frappe.session.user == "Guest":
		frappe.throw(_("Please sign in first."), frappe.AuthenticationError)


def require_portal_user() -> None:
	"""Raise for whoever has no active portal account."""
	require_sign_in()
	scope = scope_of(frappe.session.user)
	if not scope.has_account:
		frappe.throw(_("Your account has no access to the portal."), frappe.PermissionError)
	if scope.must_change_password:
		frappe.throw(_("Please choose a password of your own first."), frappe.PermissionError)


def require_staff() -> None:
	"""Raise for whoever does not work at this desk."""
	require_sign_in()
	if not is_staff(frappe.session.user):
		frappe.throw(_("Only staff may do this."), frappe.PermissionError)


def require_right(doctype: str, right: str, document: Any = None) -> None:
	"""Raise PermissionError (403) for whoever has not that right; of a document where one is given.

	Frappe of 2023 raises ValidationError (417) in its stead, and fails where the document is given by its name.
	"""
	if isinstance(document, str):
		document = frappe.get_doc(doctype, document)
	if not frappe.has_permission(doctype, right, doc=document):
		frappe.throw(_("No permission for {0}").format(_(doctype)), frappe.PermissionError)


def _anyone() -> None:
	"""A guest endpoint checks for itself what it gives away."""


guest_endpoint = _guard(_anyone, "guest")
# In front of a way of the framework's that staff and customers share; the function says what each may do.
signed_in_endpoint = _guard(require_sign_in, "signed_in")
portal_endpoint = _guard(require_portal_user, "portal")
agent_endpoint = _guard(require_staff, "agent")
