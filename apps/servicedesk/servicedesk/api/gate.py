"""The gate before every request: an allow-list for guests and portal users, and a few rules for everybody.

`check_request` runs from the framework's `auth_hooks`, the first place where the user is final (session, OAuth
and API key are done) and the last before dispatch. `check_credentials` runs from `before_request`, after the
session's cookie is read and before OAuth and API keys are tried. Whatever goes wrong in here refuses the request.
"""

import importlib
from functools import lru_cache

import frappe
from frappe.auth import LoginManager
from frappe.core.doctype.server_script.server_script_utils import get_server_script_map
from werkzeug.exceptions import HTTPException

from servicedesk.api.allow_list import Audience, is_open, needs_sign_in
from servicedesk.api.framework_sign_in import is_asked_for
from servicedesk.api.origin import host_of, is_foreign, leads_away
from servicedesk.api.refusal import Reason, ask_to_sign_in, may_come_back, refuse
from servicedesk.api.request_target import Kind, Target, read_target
from servicedesk.shared.visibility import CUSTOMER_ROLE, is_staff

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_ENDPOINTS = "servicedesk.api."


def check_request() -> None:
	"""Refuse the current request unless its user may send it.

	Raises `refusal.Refused`. Hook: `auth_hooks`.
	"""
	try:
		_check_request()
	except HTTPException:
		raise
	except Exception:  # noqa: BLE001 — whatever it is, the request was not found to be allowed
		frappe.logger("servicedesk.gate").exception("The gate could not decide")
		raise refuse(Reason.UNCERTAIN) from None


def check_credentials() -> None:
	"""Refuse ways of signing in that are not ours, before the framework tries them.

	Raises `refusal.Refused`. Hook: `before_request`.
	"""
	# A session given as a parameter would let a link put its reader into the sender's session.
	if "sid" in frappe.local.form_dict:
		raise refuse(Reason.SESSION_PARAMETER)
	# The framework would look for API keys in any table that this header names.
	if (frappe.get_request_header("Frappe-Authorization-Source") or "User") != "User":
		raise refuse(Reason.BAD_CREDENTIALS)


def check_sign_in_path(login_manager: LoginManager) -> None:
	"""Fail every sign-in that the framework makes by itself: `framework_sign_in` says why.

	Whether the password was right is not told: the answer is that of a wrong one. Hook: `on_login`.
	"""
	request = getattr(frappe.local, "request", None)
	if request and is_asked_for(request):
		login_manager.fail("Invalid login credentials", login_manager.user)


def _check_request() -> None:
	"""Do the work of `check_request`; may raise anything."""
	request = frappe.local.request
	if request.method == "OPTIONS":  # every version answers these itself, emptily, before dispatch
		return
	audience = _audience()
	if audience is Audience.GUEST and frappe.get_request_header("Authorization"):
		raise refuse(Reason.BAD_CREDENTIALS)
	if _is_foreign(request.method):
		raise refuse(Reason.FOREIGN)
	parameters = [*frappe.local.form_dict.items(), *request.args.items(multi=True)]
	if leads_away(parameters):
		raise refuse(Reason.LEADS_AWAY)
	if audience is not Audience.STAFF:
		_check_allow_list(audience, request.path, request.method)


def _check_allow_list(audience: Audience, path: str, http_method: str) -> None:
	"""Refuse what the table does not open for `audience`."""
	target = read_target(path, frappe.local.form_dict.get("cmd"))
	if is_open(target, audience, http_method) and _is_what_it_says(target, audience, http_method):
		return
	if audience is Audience.GUEST and may_come_back(path, http_method):
		raise ask_to_sign_in(path)
	if audience is Audience.GUEST and needs_sign_in(target, http_method):
		raise refuse(Reason.SIGN_IN)
	raise refuse(Reason.NO_PAGE if target.kind is Kind.PAGE else Reason.NOT_OPEN)


def _audience() -> Audience:
	"""Return who asks. The user's record decides, not the session, which may be older than the record."""
	user = frappe.session.user or "Guest"
	if user == "Guest":
		return Audience.GUEST
	# Closing an account outside a request leaves its sessions and API keys working in the framework.
	user_type, enabled = frappe.get_cached_value("User", user, ("user_type", "enabled"))
	if not enabled:
		raise refuse(Reason.DISABLED)
	return Audience.STAFF if user_type == "System User" and not _is_customer(user) else Audience.PORTAL


def _is_customer(user: str) -> bool:
	"""Whether a System User is a customer all the same.

	The framework makes a System User of whoever gets a role with access to the desk; one wrong tick on the
	customers' role, and all of them would be.
	"""
	return CUSTOMER_ROLE in frappe.get_roles(user) and not is_staff(user)


def _is_foreign(http_method: str) -> bool:
	"""Whether a page of another site makes the user's browser change something here."""
	if http_method in SAFE_METHODS or frappe.get_request_header("Authorization"):
		return False  # a page of another site cannot send this header without being allowed to first
	origin = frappe.get_request_header("Origin") or ""
	if _is_allowed_origin(origin):
		return False
	fetch_site = frappe.get_request_header("Sec-Fetch-Site") or ""
	return is_foreign(fetch_site, origin, _own_hosts())


def _is_allowed_origin(origin: str) -> bool:
	"""Whether the site's configuration names `origin` as one that may use its API with cookies."""
	allowed = frappe.conf.get("allow_cors")
	return bool(origin) and isinstance(allowed, list) and origin in allowed


def _own_hosts() -> set[str]:
	"""Return the names under which this request may have reached the site. A foreign page sets none of them."""
	forwarded = (frappe.get_request_header("X-Forwarded-Host") or "").split(",")[0].strip()
	configured = host_of(frappe.conf.get("host_name") or "")
	return {host for host in (frappe.local.request.host, forwarded, configured) if host}


def _is_what_it_says(target: Target, audience: Audience, http_method: str) -> bool:
	"""Whether the framework would really run what `target` names, and not something put in its place."""
	if target.kind is not Kind.CALL:
		return True
	if get_server_script_map().get("_api", {}).get(target.name):
		return False
	if target.name.startswith(OWN_ENDPOINTS) and not is_defined_where_named(target.name):
		return False
	# Versions differ in which of several overrides they take, so each must be open itself.
	overrides = frappe.get_hooks("override_whitelisted_methods", {}).get(target.name, [])
	return all(is_open(Target(Kind.CALL, name), audience, http_method) for name in overrides)


@lru_cache(maxsize=1024)
def is_defined_where_named(name: str) -> bool:
	"""Whether the function called `name` is written in the module it is asked for in.

	A module also shows what it imports: without this, one import in a portal module would open it to portal users.
	"""
	module_name, _dot, function_name = name.rpartition(".")
	try:
		# The name is below our own folders for endpoints by now, and its function is looked at, not run.
		module = importlib.import_module(module_name)  # nosemgrep: function-chosen-by-caller
	except ModuleNotFoundError:
		return False
	return getattr(getattr(module, function_name, None), "__module__", None) == module_name
