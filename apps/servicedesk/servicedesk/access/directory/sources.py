"""The records of sign-in sources, and the servers they stand for."""

from typing import Any

import frappe
from frappe.core.doctype.user.user import User

from servicedesk.access.directory.imap import ImapDirectory
from servicedesk.access.directory.interface import (
	Attributes,
	Connection,
	Directory,
	ImapSettings,
	LdapSettings,
)
from servicedesk.access.directory.ldap import LdapDirectory
from servicedesk.access.directory.null import NullDirectory
from servicedesk.domain.directory_names import short_name

SOURCE, ACCOUNT = "SD Sign-In Source", "SD Portal Account"


def asked_for(name: str) -> list[tuple[Any, str]]:
	"""The sources that may know a name, in their order, each with the short name to ask it for.

	None for whoever signs in with a password of this desk's own: it is nothing for another server's eyes.
	"""
	user = User.find_by_credentials(name, "", validate_password=False)
	account = linked_account(user["name"]) if user else None
	if user and not account:
		return []
	filters: dict[str, Any] = {"enabled": 1}
	if account:
		filters["name"] = account.sign_in_source
	found = []
	for source_name in frappe.get_all(SOURCE, filters, order_by="sort_order, name", limit=20, pluck="name"):
		source = frappe.get_cached_doc(SOURCE, source_name)
		known_as = account.external_login if account else ""
		short = known_as or short_name(name, source.mail_domain or "")
		if short:
			found.append((source, short))
	return found


def linked_account(user: str) -> Any:
	"""The portal account of a user whose password a source keeps (sign_in_source, external_login), else None."""
	if user in ("Administrator", "Guest"):
		return None
	fields = ["sign_in_source", "external_login"]
	return frappe.db.get_value(ACCOUNT, {"user": user, "sign_in_source": ["is", "set"]}, fields, as_dict=True)


def directory_of(source: Any) -> Directory:
	"""The server that a source stands for."""
	connection = Connection(
		host=source.host,
		port=int(source.port or 0),
		security=source.security,
		check_certificate=bool(source.check_certificate),
		ca_certificate=source.ca_certificate or "",
	)
	if source.kind == "LDAP":
		return LdapDirectory(_ldap_settings(source, connection))
	if source.kind == "IMAP":
		by_address = source.imap_login != "Short Name"
		return ImapDirectory(ImapSettings(connection, source.mail_domain or "", by_address))
	return NullDirectory()


def _ldap_settings(source: Any, connection: Connection) -> LdapSettings:
	return LdapSettings(
		connection=connection,
		mail_domain=source.mail_domain or "",
		bind_dn=source.bind_dn or "",
		bind_password=source.get_password("bind_password", raise_exception=False) or "",
		base_dn=source.base_dn or "",
		user_filter=source.user_filter,
		attributes=Attributes(
			login=source.login_attribute or "",
			name=source.name_attribute or "",
			mail=source.mail_attribute or "",
			phone=source.phone_attribute or "",
			groups=source.group_attribute or "",
		),
	)
