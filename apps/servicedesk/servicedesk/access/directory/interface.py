"""What every kind of sign-in source is asked, and what it may answer. Knows nothing of the framework."""

import enum
import ssl
from dataclasses import dataclass, field
from typing import Protocol

# A person waits at the sign-in page, and a process of the web server with them.
TIMEOUT_SECONDS = 5


class Trouble(enum.Enum):
	"""Why a directory cannot say who somebody is. `wording` has a sentence for each."""

	NO_ANSWER = "no_answer"
	RESTS = "rests"
	BAD_AUTHORITY = "bad_authority"
	LOOKUP_REFUSED = "lookup_refused"
	LOOKUP_FAILED = "lookup_failed"
	CHECK_FAILED = "check_failed"
	NO_PASSWORD = "no_password"  # noqa: S105 - the name of a trouble, not a password
	TAKES_NO_PASSWORDS = "takes_no_passwords"
	UNKNOWN_KIND = "unknown_kind"


class DirectoryDown(Exception):
	"""A directory did not answer, or not in a way that can be used. `detail` is its own words, for administrators."""

	http_status_code = 503

	def __init__(self, trouble: Trouble, detail: object = "") -> None:
		super().__init__(f"{trouble.value}: {detail}")
		self.trouble = trouble
		self.detail = str(detail)


@dataclass(frozen=True)
class Person:
	"""Somebody whose password a directory has found right. `login` is the name that stays the same for them."""

	login: str
	email: str
	full_name: str = ""
	phone: str = ""
	groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Connection:
	"""How to reach a server. `port` 0 means the usual one; `security` is None, STARTTLS or TLS."""

	host: str
	port: int = 0
	security: str = "TLS"
	check_certificate: bool = True
	ca_certificate: str = ""

	def tls(self) -> ssl.SSLContext:
		"""What a connection is encrypted with. Raises DirectoryDown when the given authority cannot be read."""
		try:
			context = ssl.create_default_context(cadata=self.ca_certificate.strip() or None)
		except (ssl.SSLError, TypeError, ValueError) as error:
			raise DirectoryDown(Trouble.BAD_AUTHORITY, error) from error
		if not self.check_certificate:
			context.check_hostname = False
			context.verify_mode = ssl.CERT_NONE
		return context


@dataclass(frozen=True)
class Attributes:
	"""Under which names a directory keeps what is known of a person; empty where it is not kept."""

	login: str = "uid"
	name: str = "cn"
	mail: str = "mail"
	phone: str = "telephoneNumber"
	groups: str = "memberOf"


@dataclass(frozen=True)
class LdapSettings:
	"""Where and as whom people are looked up."""

	connection: Connection
	mail_domain: str = ""
	bind_dn: str = ""
	bind_password: str = field(default="", repr=False)
	base_dn: str = ""
	user_filter: str = "(uid={name})"
	attributes: Attributes = field(default_factory=Attributes)


@dataclass(frozen=True)
class ImapSettings:
	"""Where mailboxes are, and whether one signs in there by its whole address or by the short name."""

	connection: Connection
	mail_domain: str
	by_address: bool = True


class Directory(Protocol):
	"""A server that checks names and passwords."""

	def authenticate(self, short: str, password: str) -> Person | None:
		"""The person of that short name if the password is theirs, else None.

		Raises DirectoryDown when the server cannot say. Neither argument is ever empty.
		"""
		...

	def check(self) -> None:
		"""Return if people could sign in as things stand; raise DirectoryDown with the cause if not."""
		...
