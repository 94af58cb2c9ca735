"""A directory with people of its own, and the source of the site that stands for it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.security.http_door import Session
from tests.security.sign_in_servers import PEOPLE, READER, READER_PASSWORD, Slapd
from tests.security.sign_in_site import ACCOUNT, SOURCE, Records
from tests.tools.live_programs import LOOPBACK

PASSWORD = "Парола с 3 думи и 'знаци' \\ * ( )"
LOCAL_PASSWORD = "Own password 42"
# So that a second run on the same site meets new people.
RUN = secrets.token_hex(4)
DOMAIN = f"{RUN}.example.org"


@dataclass
class Place:
	"""A directory, the source that stands for it, and the site's records."""

	slapd: Slapd
	records: Records
	source: str
	customer: str

	def person(self, uid: str, *groups: str, **values: str) -> str:
		"""Somebody of the directory, in groups of their own; return the short name."""
		distinguished = self.slapd.add_person(uid, PASSWORD, **values)
		for group in groups:
			own = f"{group}-{secrets.token_hex(4)}"
			self.slapd.add_group(own, distinguished)
			self.map_group(own, self.customer, "Requester")
		return uid

	def map_group(self, group: str, customer: str, role: str) -> None:
		"""Say for whom a group acts."""
		rows = self.records.read(SOURCE, self.source)["groups"]
		rows.append({"group_name": group, "customer": customer, "account_role": role})
		self.records.change(SOURCE, self.source, groups=rows)

	def account(self, uid: str) -> dict[str, object]:
		"""The one account of somebody."""
		(name,) = self.records.find(ACCOUNT, sign_in_source=self.source, external_login=uid)
		return self.records.read(ACCOUNT, name)

	def local_person(self, email: str, **account: object) -> None:
		"""Somebody with a password of this desk's own."""
		self.records.make(
			"User",
			{
				"email": email,
				"first_name": "Local",
				"send_welcome_email": 0,
				"new_password": LOCAL_PASSWORD,
				"user_type": "Website User",
				"roles": [{"role": "Service Desk Customer"}],
			},
		)
		rows = [{"customer": self.customer, "account_role": "Requester"}]
		self.records.make(ACCOUNT, {"user": email, "account_state": "Active", "customers": rows, **account})


def settings(slapd: Slapd, **other: object) -> dict[str, object]:
	"""How the directory is reached, as the form of a source has it."""
	return {
		"kind": "LDAP",
		"host": LOOPBACK,
		"port": slapd.port,
		"security": "None",
		"mail_domain": DOMAIN,
		"bind_dn": READER,
		"bind_password": READER_PASSWORD,
		"base_dn": PEOPLE,
		**other,
	}


@contextmanager
def a_directory(administrator: Session, folder: Path) -> Iterator[Place]:
	"""A running directory that the site asks while the block runs."""
	records = Records(administrator)
	mark = secrets.token_hex(3)
	customer = records.make("SD Customer", {"customer_name": f"Directory Customer {mark}"})
	slapd = Slapd(folder)
	nobodys = [{"group_name": f"nobody-{mark}", "customer": customer, "account_role": "Requester"}]
	with slapd.runs():
		slapd.fill()
		with records.source(f"Directory {mark}", **settings(slapd, groups=nobodys)) as source:
			yield Place(slapd, records, source, customer)
