"""Sign-in against an LDAP directory: look the person up, then bind as them with what they typed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ssl import SSLError
from typing import Any

import ldap3
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import (
	RESULT_BUSY,
	RESULT_SIZE_LIMIT_EXCEEDED,
	RESULT_SUCCESS,
	RESULT_UNAVAILABLE,
)

from servicedesk.access.directory.interface import (
	TIMEOUT_SECONDS,
	Connection,
	DirectoryDown,
	LdapSettings,
	Person,
	Trouble,
)
from servicedesk.domain.directory_names import clean_name, filled_filter, whole_address

LDAP_PORT, LDAPS_PORT = 389, 636
# Enough to see that a name stands for more than one person.
TWO = 2


class OwnTls(ldap3.Tls):
	"""Encrypts with the standard library's own checks, those of the host's name among them."""

	def __init__(self, link: Connection) -> None:
		super().__init__()
		self.host, self.context = link.host, link.tls()

	def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
		"""Encrypt a connection's socket; called by ldap3 for TLS and for STARTTLS."""
		connection.socket = self.context.wrap_socket(
			connection.socket, do_handshake_on_connect=do_handshake, server_hostname=self.host
		)


class LdapDirectory:
	"""See `interface.Directory`."""

	def __init__(self, settings: LdapSettings) -> None:
		self.settings = settings

	def authenticate(self, short: str, password: str) -> Person | None:
		"""Look the name up, and bind as who was found."""
		with _understandable():
			found = self._look_up(short)
			if found is None or not self._is_password_of(found["dn"], password):
				return None
			return self._person(found, short)

	def check(self) -> None:
		"""Bind as the account that looks people up, and look for somebody."""
		with _understandable():
			self._look_up("servicedesk")

	def _look_up(self, short: str) -> dict[str, Any] | None:
		"""The one entry of a name; None where there is none, or more than one."""
		settings = self.settings
		address = whole_address(short, settings.mail_domain)
		asked = filled_filter(settings.user_filter, short, address)
		with self._bound(settings.bind_dn, settings.bind_password) as connection:
			if connection.result["result"] != RESULT_SUCCESS:
				raise DirectoryDown(Trouble.LOOKUP_REFUSED, _said(connection))
			connection.search(
				settings.base_dn,
				asked,
				attributes=self._attribute_names(),
				size_limit=TWO,
				time_limit=TIMEOUT_SECONDS,
			)
			if connection.result["result"] not in (RESULT_SUCCESS, RESULT_SIZE_LIMIT_EXCEEDED):
				raise DirectoryDown(Trouble.LOOKUP_FAILED, _said(connection))
			entries = [each for each in connection.response or () if each["type"] == "searchResEntry"]
		return entries[0] if len(entries) == 1 and entries[0]["dn"] else None

	def _is_password_of(self, distinguished_name: str, password: str) -> bool:
		with self._bound(distinguished_name, password) as connection:
			result = connection.result["result"]
			if result in (RESULT_BUSY, RESULT_UNAVAILABLE):
				raise DirectoryDown(Trouble.CHECK_FAILED, _said(connection))
			return bool(result == RESULT_SUCCESS)

	@contextmanager
	def _bound(self, distinguished_name: str, password: str) -> Iterator[ldap3.Connection]:
		"""A connection after its attempt to bind, ended afterwards. Its result says how the attempt went."""
		link = self.settings.connection
		over_tls = link.security == "TLS"
		server = ldap3.Server(
			link.host,
			port=link.port or (LDAPS_PORT if over_tls else LDAP_PORT),
			use_ssl=over_tls,
			tls=None if link.security == "None" else OwnTls(link),
			get_info=ldap3.NONE,
			connect_timeout=TIMEOUT_SECONDS,
		)
		# A name without a password would count as anonymous, and any name would be somebody (RFC 4513, 5.1.2).
		anonymous = not distinguished_name
		if not anonymous and not password:
			raise DirectoryDown(Trouble.NO_PASSWORD)
		connection = ldap3.Connection(
			server,
			user=None if anonymous else distinguished_name,
			# As bytes, so that no letter of a password is put in another's place.
			password=None if anonymous else password.encode("utf-8", "replace"),
			authentication=ldap3.ANONYMOUS if anonymous else ldap3.SIMPLE,
			auto_referrals=False,
			read_only=True,
			receive_timeout=TIMEOUT_SECONDS,
		)
		try:
			connection.open()
			if link.security == "STARTTLS":
				connection.start_tls()
			connection.bind()
			yield connection
		finally:
			# What is wrong with a broken connection has been said by then.
			with suppress(LDAPException, OSError):
				connection.unbind()

	def _attribute_names(self) -> list[str]:
		names = self.settings.attributes
		wanted = (names.login, names.name, names.mail, names.phone, names.groups)
		return [name for name in dict.fromkeys(wanted) if name]

	def _person(self, entry: dict[str, Any], short: str) -> Person:
		"""The directory's own spelling of the name goes before what was typed."""
		names, values = self.settings.attributes, _texts(entry)
		login = clean_name(_first(values, names.login)) or short
		mail = clean_name(_first(values, names.mail)) or whole_address(login, self.settings.mail_domain)
		return Person(
			login=login,
			email=mail,
			full_name=_first(values, names.name),
			phone=_first(values, names.phone),
			groups=tuple(values.get(names.groups.lower(), ())),
		)


@contextmanager
def _understandable() -> Iterator[None]:
	"""Whatever goes wrong between here and a directory is DirectoryDown."""
	try:
		yield
	except (LDAPException, OSError, SSLError) as error:
		raise DirectoryDown(Trouble.NO_ANSWER, error) from error


def _said(connection: ldap3.Connection) -> str:
	return f"{connection.result['description']} {connection.result['message']}".strip()


def _texts(entry: dict[str, Any]) -> dict[str, list[str]]:
	"""An entry's values as text, by the attribute's name in lower case."""
	return {
		name.lower(): [value.decode("utf-8", "replace").strip() for value in values]
		for name, values in entry["raw_attributes"].items()
	}


def _first(values: dict[str, list[str]], name: str) -> str:
	return next((value for value in values.get(name.lower(), ()) if value), "")
