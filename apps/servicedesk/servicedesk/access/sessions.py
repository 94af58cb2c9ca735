"""Ending sessions: on this device, and on all after a new password or when somebody asks for it."""

import frappe
from frappe.auth import clear_cookies

from servicedesk.messaging import push_subscriptions
from servicedesk.shared.forgetting import forget_now_and_after


def end_sessions(user: str, *, keep_current: bool) -> int:
	"""End the user's sessions on all devices, the present one too unless it is kept; return how many.

	No device is told of the user's requests any more, not this one either: they are signed up by a switch each.

	In the running transaction: the framework's own function commits after each session, and leaves some of one's own.
	"""
	sessions = frappe.qb.DocType("Sessions")
	query = frappe.qb.from_(sessions).select(sessions.sid).where(sessions.user == user)
	if keep_current:
		query = query.where(sessions.sid != (frappe.session.sid or ""))
	found = [sid for (sid,) in query.run()]
	if found:
		frappe.qb.from_(sessions).delete().where(sessions.sid.isin(found)).run()
		forget_now_and_after(lambda: _forget(found))
	push_subscriptions.forget_all(user)
	if not keep_current and user == frappe.session.user:
		_let_go()
	return len(found)


def end_this_session() -> None:
	"""Sign out on this device."""
	frappe.local.login_manager.logout()
	_let_go()


def _let_go() -> None:
	"""Keep the framework from storing the present session once more when the request ends, ended as it is."""
	clear_cookies()
	frappe.local.session_obj = None


def _forget(found: list[str]) -> None:
	for sid in found:
		frappe.cache.hdel("session", sid)
		frappe.cache.hdel("last_db_session_update", sid)
