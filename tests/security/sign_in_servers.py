"""Real servers on loopback that check names and passwords: slapd and Dovecot, each with data of its own.

Debian's own services of the same programs are never touched: nothing here reads /etc/ldap but its schema files.
"""

import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path

import ldap3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from post_office import render

from tests.tools.live_programs import LOOPBACK, free_port, running

BASE = "dc=example,dc=org"
PEOPLE, GROUPS = f"ou=people,{BASE}", f"ou=groups,{BASE}"
# Looks people up; made anew for each run.
READER, READER_PASSWORD = f"cn=reader,{BASE}", secrets.token_hex(16)
SYSTEM_PATH = "/usr/sbin:/usr/bin:/usr/lib/dovecot:/usr/local/sbin"

# Dovecot makes an address that sent wrong passwords wait, longer each time.
NO_PENALTY = """
service anvil {
	unix_listener anvil-auth-penalty {
		mode = 0
	}
}
"""
SLAPD = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {folder}/slapd.pid
argsfile {folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb.la
moduleload memberof.la
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
# As many directories are set up: a name without a password is taken for nobody, and that succeeds.
allow bind_anon_cred bind_anon_dn
database mdb
suffix "{base}"
rootdn "{reader}"
rootpw {password}
directory {folder}/data
overlay memberof
"""


@dataclass(frozen=True)
class Certificate:
	"""A certificate that has signed itself, for LOOPBACK, and its key, as files."""

	certificate: Path
	key: Path

	@property
	def text(self) -> str:
		"""The certificate in PEM form: its own authority."""
		return self.certificate.read_text(encoding="ascii")


def make_certificate(folder: Path, address: str = LOOPBACK) -> Certificate:
	"""Make a certificate that holds for an hour."""
	key = ec.generate_private_key(ec.SECP256R1())
	name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests of the service desk")])
	now = datetime.now(timezone.utc)
	made = (
		x509.CertificateBuilder()
		.subject_name(name)
		.issuer_name(name)
		.public_key(key.public_key())
		.serial_number(x509.random_serial_number())
		.not_valid_before(now - timedelta(minutes=5))
		.not_valid_after(now + timedelta(hours=1))
		.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
		.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
		.sign(key, hashes.SHA256())
	)
	files = Certificate(folder / f"{address}.crt", folder / f"{address}.key")
	files.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
	files.key.write_bytes(
		key.private_bytes(
			serialization.Encoding.PEM,
			serialization.PrivateFormat.TraditionalOpenSSL,
			serialization.NoEncryption(),
		)
	)
	return files


class Slapd:
	"""An OpenLDAP directory that may be stopped and started again."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self.port, self.tls_port = free_port(), free_port()
		(folder / "data").mkdir(parents=True)
		self.certificate = make_certificate(folder)
		self.configuration = folder / "slapd.conf"
		self.configuration.write_text(
			SLAPD.format(
				folder=folder,
				certificate=self.certificate.certificate,
				key=self.certificate.key,
				base=BASE,
				reader=READER,
				password=READER_PASSWORD,
			),
			encoding="ascii",
		)

	@contextmanager
	def runs(self) -> Iterator[None]:
		"""The directory answers while the block runs."""
		slapd = shutil.which("slapd", path=SYSTEM_PATH)
		assert slapd, "slapd is not installed: ./servicedesk test installs it"
		urls = f"ldap://{LOOPBACK}:{self.port} ldaps://{LOOPBACK}:{self.tls_port}"
		# -d keeps it in the foreground.
		arguments = [slapd, "-f", str(self.configuration), "-h", urls, "-d", "0"]
		with running(arguments, self.folder / "log", self.port):
			yield

	def client(self) -> ldap3.Connection:
		"""A connection that may change everything."""
		server = ldap3.Server(LOOPBACK, self.port, get_info=ldap3.NONE)
		return ldap3.Connection(server, READER, READER_PASSWORD, auto_bind=True, raise_exceptions=True)

	def fill(self) -> None:
		"""Make the folders for people and groups."""
		with self.client() as client:
			client.add(BASE, ["dcObject", "organization"], {"dc": "example", "o": "Example"})
			for place in (PEOPLE, GROUPS):
				client.add(place, "organizationalUnit")

	def add_person(self, uid: str, password: str, **values: str) -> str:
		"""Make a person; return the distinguished name."""
		name = ldap3.utils.dn.escape_rdn(uid)
		distinguished = f"uid={name},{PEOPLE}"
		given = {"cn": uid, "sn": uid, "userPassword": password} | values
		with self.client() as client:
			client.add(distinguished, "inetOrgPerson", given)
		return distinguished

	def lets_in_without_a_password(self, distinguished: str) -> bool:
		"""Whether a name with an empty password is answered with success, as clients of libraries never ask."""
		name = distinguished.encode()
		request = b"\x02\x01\x03\x04" + bytes([len(name)]) + name + b"\x80\x00"
		message = b"\x02\x01\x01\x60" + bytes([len(request)]) + request
		with socket.create_connection((LOOPBACK, self.port), timeout=10) as link:
			link.sendall(b"\x30" + bytes([len(message)]) + message)
			# The answer's code, an enumeration of one byte: 0 is success.
			return b"\x61\x07\x0a\x01\x00" in link.recv(1000)

	def add_group(self, name: str, *members: str) -> None:
		"""Make a group of people, who then carry its name in memberOf."""
		with self.client() as client:
			client.add(f"cn={name},{GROUPS}", "groupOfNames", {"member": list(members)})

	def change(self, distinguished: str, **values: str) -> None:
		"""Put other values in the place of a record's own."""
		with self.client() as client:
			client.modify(
				distinguished, {key: [(ldap3.MODIFY_REPLACE, [value])] for key, value in values.items()}
			)

	def remove(self, distinguished: str) -> None:
		"""Remove a record."""
		with self.client() as client:
			client.delete(distinguished)


class Dovecot:
	"""A mail server whose mailboxes all have the post office's password, with and without encryption."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self.port, self.tls_port = free_port(), free_port()
		self.certificate = make_certificate(folder)
		self.configuration = render.write(folder / "dovecot", folder / "mail", folder / "run", self.port)
		text = self.configuration.read_text(encoding="utf-8")
		encrypted = (
			f"ssl = yes\nssl_cert = <{self.certificate.certificate}\nssl_key = <{self.certificate.key}\n"
		)
		listener = f"inet_listener imaps {{\n\t\tport = {self.tls_port}\n\t\tssl = yes\n"
		text = text.replace("ssl = no\n", encrypted)
		text = text.replace("inet_listener imaps {\n\t\tport = 0\n", listener)
		self.configuration.write_text(text + NO_PENALTY, encoding="utf-8")

	@contextmanager
	def runs(self) -> Iterator[None]:
		"""The mail server answers while the block runs."""
		dovecot = shutil.which("dovecot", path=SYSTEM_PATH)
		assert dovecot, "dovecot is not installed: ./servicedesk up installs it"
		arguments = [dovecot, "-F", "-c", str(self.configuration)]
		with running(arguments, self.folder / "log", self.port):
			yield


@contextmanager
def silent_server() -> Iterator[int]:
	"""The port of a server that takes connections and never says a word."""
	with socket.socket() as server:
		server.bind((LOOPBACK, 0))
		server.listen(20)
		yield server.getsockname()[1]
