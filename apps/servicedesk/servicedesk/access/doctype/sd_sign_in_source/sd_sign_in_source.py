"""SD Sign-In Source: a directory (LDAP) or mail server (IMAP) that checks names and passwords for this desk."""

import ipaddress
import re

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.access.directory import limits
from servicedesk.domain.directory_names import is_usable_filter
from servicedesk.shared.errors import refuse

HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
DOMAIN = re.compile(r"[^\s@/]+\.[^\s@/]+")
HIGHEST_PORT = 65535


class SDSignInSource(Document):
	"""See `access.directory` for what is done with it."""

	def before_validate(self) -> None:
		"""Names of servers and domains as programs want them."""
		self.host = str(self.get("host") or "").strip().rstrip(".")
		self.mail_domain = str(self.get("mail_domain") or "").strip().lstrip("@").lower()

	def validate(self) -> None:
		"""Nobody could sign in with half of it."""
		problems = self._connection_problems()
		if self.kind == "LDAP":
			problems |= self._ldap_problems()
		if self.kind == "IMAP":
			problems |= self._imap_problems()
		if problems:
			refuse(problems)
		if self.security == "None" and not self._is_this_machine():
			frappe.msgprint(_("Without encryption, passwords travel readable for everybody on the way."))

	def on_update(self) -> None:
		"""What was wrong with it may be mended: ask it at the next sign-in."""
		limits.wake(self.name)

	def _connection_problems(self) -> dict[str, str]:
		problems = {}
		if not HOST.fullmatch(self.host):
			problems["host"] = _("Server: give its name or address only, without ldap:// and without a port.")
		if int(self.port or 0) > HIGHEST_PORT:
			problems["port"] = _("Port: at most {0}.").format(HIGHEST_PORT)
		if self.mail_domain and not DOMAIN.fullmatch(self.mail_domain):
			problems["mail_domain"] = _("Mail Domain: something like example.org is needed.")
		return problems

	def _ldap_problems(self) -> dict[str, str]:
		problems = {}
		if not self.base_dn:
			problems["base_dn"] = _("Say below which name (Base DN) people are looked for.")
		if not is_usable_filter(self.user_filter or ""):
			problems["user_filter"] = _(
				"The filter for people needs {name} or {address} in it, and brackets around it and in pairs."
			)
		if self.bind_dn and not (
			self.bind_password or self.get_password("bind_password", raise_exception=False)
		):
			problems["bind_password"] = _("The account that looks people up needs its password.")
		if not self.groups and not self.default_customer:
			problems["groups"] = _("Map at least one group, or name a customer for everybody else.")
		return problems

	def _imap_problems(self) -> dict[str, str]:
		problems = {}
		if not self.mail_domain:
			problems["mail_domain"] = _("A mail server's people need a mail domain.")
		if not self.default_customer:
			problems["default_customer"] = _("A mail server knows no groups: name a customer for everybody.")
		# Groups of another kind of source would shut everybody out.
		self.set("groups", [])
		return problems

	def _is_this_machine(self) -> bool:
		try:
			return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
		except ValueError:
			return False
