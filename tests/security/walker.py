"""Walks the whole site as one person and notes each answer that holds what this person must never see."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urljoin, urlsplit

from servicedesk.www.routes import ROUTES
from tests.security import guesses
from tests.security.http_door import Answer, Door, Session
from tests.security.two_customers import MARK, SECRET, Customer

# Addresses that would end the walk, or change how it is answered.
LEFT_OUT = ("sign-out", "sign-in", "/language", "/profile/sessions", "/password/new")
# Functions of the framework that change things even when they are asked by GET.
ENDING = re.compile(
	r"logout|clear|delete|remove|reset|reload|rebuild|install|backup|restore|import|enqueue|send|sync"
)
LINK = re.compile(rb"(?:href|src|action|hx-get)=\"(/[^\"]*)\"")
MOST_PAGES = 150
EXCERPT = 60
SHOWN = 25
OF_B = re.compile(f"{MARK}|{SECRET}".encode())


@dataclass(frozen=True)
class Finding:
	"""An answer that said too much."""

	who: str
	surface: str
	request: str
	status: int
	excerpt: str

	def __str__(self) -> str:
		return f"{self.who:<12} {self.surface:<10} {self.status} {self.request[:110]}\n{'':>24}… {self.excerpt} …"


@dataclass
class Walker:
	"""One person on the way through the site; `forbidden` are the marks that no answer may hold."""

	who: str
	door: Door
	session: Session
	forbidden: re.Pattern[bytes]
	findings: list[Finding] = field(default_factory=list)
	requests: Counter[str] = field(default_factory=Counter)

	def ask(
		self, surface: str, method: str, path: str, sent: Mapping[str, str] | None = None, kind: str = "form"
	) -> Answer:
		"""Send one request and look at the answer, without what was sent itself."""
		if method == "GET":
			address = f"{path}?{urlencode(sent)}" if sent else path
			answer = self.door.ask("GET", address, self.session, {"Accept": "text/html, application/json"})
		elif kind == "json":
			answer = self.door.data(path, dict(sent or {}), self.session, method)
		else:
			answer = self.door.form(path, dict(sent or {}), self.session)
		self.requests[surface] += 1
		self._look(
			surface,
			f"{method} {path} {json.dumps(sent) if sent else ''}",
			answer,
			[path, *(sent or {}).values()],
		)
		return answer

	def _look(self, surface: str, request: str, answer: Answer, sent: Iterable[str]) -> None:
		headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
		body = answer.body + b"\n" + headers
		if not self.forbidden.search(body):
			return
		for value in sorted(_named(sent), key=len, reverse=True):
			body = body.replace(value.encode(), b"")
		if found := self.forbidden.search(body):
			excerpt = body[max(0, found.start() - EXCERPT) : found.end() + EXCERPT].decode(errors="replace")
			one_line = " ".join(excerpt.split())
			self.findings.append(Finding(self.who, surface, request, answer.status, one_line))

	def surfaces(self) -> set[str]:
		"""Where something was found."""
		return {finding.surface for finding in self.findings}

	def functions(self, other: Customer, *, only_reading: bool = False) -> None:
		"""Every function that the web may call, by path and by parameter in turn, about each kind of record in turn."""
		for number, name in enumerate(guesses.functions()):
			if only_reading and ENDING.search(name.rpartition(".")[2]):
				continue
			sent = guesses.arguments(name, guesses.SUBJECTS[number % len(guesses.SUBJECTS)], other)
			if only_reading or number % 2:
				self.ask("functions", "GET", f"/api/method/{name}", sent)
			else:
				self.ask("functions", "POST", "/portal", {"cmd": name, **sent}, "json")

	def doctypes(self, names: Iterable[str], other: Customer) -> None:
		"""Every DocType's list by one of the framework's ways in turn; where the other has records, by all of them."""
		for number, name in enumerate(names):
			ways = self._lists(name)
			for path, sent in ways if name in other.records else ways[number % len(ways) :][:1]:
				self.ask("lists", "GET", path, sent)
			for record in other.records.get(name, [])[:2]:
				self._document(name, record)

	@staticmethod
	def _lists(name: str) -> list[tuple[str, dict[str, str]]]:
		every = {"fields": '["*"]', "limit_page_length": "50", "order_by": "creation desc"}
		return [
			(f"/api/resource/{quote(name)}", every),
			(f"/api/v2/document/{quote(name)}", {"fields": '["*"]', "limit": "50"}),
			("/api/method/frappe.desk.search.search_link", {"doctype": name, "txt": ""}),
			(f"/list/{quote(name)}", {}),
		]

	def _document(self, doctype: str, name: str) -> None:
		place = f"{quote(doctype)}/{quote(name, safe='')}"
		about = {"doctype": doctype, "name": name}
		self.ask("documents", "GET", f"/api/resource/{place}")
		self.ask("documents", "GET", f"/api/v2/document/{place}")
		self.ask("documents", "GET", "/api/method/frappe.desk.form.load.getdoc", about)
		self.ask("print", "GET", "/printview", {**about, "format": "Standard"})
		self.ask("documents", "PUT", f"/api/resource/{place}", {"docstatus": "0"}, "json")

	def reports(self, names: Iterable[str]) -> None:
		"""Every report, and a list's own report view."""
		for name in names:
			sent = {"report_name": name, "filters": "{}"}
			self.ask("reports", "GET", "/api/method/frappe.desk.query_report.run", sent)
		for doctype in guesses.SUBJECTS:
			sent = {"doctype": doctype, "fields": '["*"]', "page_length": "50", "start": "0"}
			self.ask("reports", "GET", "/api/method/frappe.desk.reportview.get", sent)
			self.ask(
				"reports",
				"GET",
				"/api/method/frappe.desk.reportview.export_query",
				{**sent, "file_format_type": "CSV"},
			)

	def is_signed_in(self) -> bool:
		"""Whether the walk's session still stands: else the walk would show nothing."""
		return bool(self.door.ask("GET", "/portal/session", self.session).json().get("signed_in"))

	def portal(self, other: Customer, mixed: Customer, *, only_reading: bool = False) -> None:
		"""Every route of the portal with the other's records in its address, behind it and in its form.

		Forms are sent twice: all about the other, and about the other's things in the name of `mixed`.
		"""
		form = guesses.form(other)
		for route in ROUTES:
			for address in guesses.addresses(route.pattern.pattern, other):
				if any(word in address for word in LEFT_OUT):
					continue
				if route.method == "GET":
					self.ask("portal", "GET", address)
					self.ask("portal", "GET", address, form)
				elif not only_reading:
					self.ask("portal", "POST", address, {**form, "csrf_token": self.session.token})
					own = {**form, "customer": mixed.name, "csrf_token": self.session.token}
					self.ask("portal", "POST", address, own)

	def forged_forms(self, routes: Iterable[str], other: Customer) -> None:
		"""The forms of new requests, opened and sent with the other's contract, service, equipment and customer."""
		for address in routes:
			self.ask("forms", "GET", address, guesses.form(other))
			self.ask("forms", "POST", address, {**guesses.form(other), "csrf_token": self.session.token})

	def crawl(self, starts: Iterable[str]) -> None:
		"""Every page that links lead to from here."""
		waiting, seen = list(starts), set(starts)
		while waiting and len(seen) <= MOST_PAGES:
			address = waiting.pop(0)
			answer = self.ask("pages", "GET", address)
			for link in LINK.findall(answer.body):
				found = urljoin(address, link.decode(errors="replace").replace("&amp;", "&"))
				path = urlsplit(found).path
				inside = path.startswith(("/portal", "/private")) and not any(
					word in path for word in LEFT_OUT
				)
				if inside and found not in seen:
					seen.add(found)
					waiting.append(found)

	def files(self, addresses: Iterable[str]) -> None:
		"""Files by their address and by the framework's functions for them."""
		for address in addresses:
			self.ask("files", "GET", address)
			sent = {"file_url": address}
			self.ask("files", "GET", "/api/method/download_file", sent)
			self.ask("files", "GET", "/api/method/frappe.core.doctype.file.file.download_file", sent)


def _named(sent: Iterable[str]) -> set[str]:
	"""What the request itself named, in the ways in which it may come back."""
	values = [str(value) for value in sent]
	parts = [part for value in values for part in re.findall(r"[\w@.+-]+(?: [\w@.+-]+)*", value)]
	return {way for value in (*values, *parts) for way in guesses.as_any(value) if "zq7" in way}


def report(findings: list[Finding]) -> str:
	"""The findings for people: the first of them, and how many there are."""
	lines = [f"{len(findings)} answers held what they must not:", *(str(found) for found in findings[:SHOWN])]
	return "\n".join(lines)
