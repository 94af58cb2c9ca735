"""The portal's pages in server time, beside an empty page of the framework's website, and their weight on the wire."""

import gzip
import re
from dataclasses import dataclass

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response

from benchmarks import intake, site
from benchmarks.measure import Comparison, compare

RUNS = 10
EMPTY_ROUTE = "benchmark-empty"
ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+|/portal/theme/[^"]+)"')


@dataclass(frozen=True)
class PageCost:
	"""What a page costs."""

	comparison: Comparison
	statements: int
	first_visit_bytes: int
	next_visit_bytes: int


def cost(path: str) -> PageCost:
	"""Server time of the page for a signed-in customer, statements, and compressed bytes of a visit."""
	make_empty_page()
	page = visit(path)
	with site.counted() as statements:
		visit(path)
	comparison = compare(lambda: _check(visit(path)), lambda: _check(visit(f"/{EMPTY_ROUTE}")), RUNS)
	html = page.get_data()
	return PageCost(comparison, len(statements), _compressed_bytes(html), len(gzip.compress(html, 6)))


def new_ticket() -> str:
	"""The number of a ticket that the customer may see."""
	frappe.set_user(site.REQUESTER)
	intake.open_one()
	frappe.db.commit()
	return str(frappe.get_list("SD Ticket", pluck="name", limit_page_length=1)[0])


def visit(path: str, user: str = site.REQUESTER) -> "frappe.Response":
	"""As a request sees it: connected anew, caches only in Redis and in the process."""
	frappe.destroy()
	frappe.init(site=site.SITE)
	frappe.connect()
	frappe.set_user(user)
	set_request(method="GET", path=path)
	frappe.local.session.data = frappe._dict(csrf_token="benchmark")
	return get_response()


def _check(response: "frappe.Response") -> None:
	if response.status_code != 200:
		raise RuntimeError(f"answered {response.status_code}")


def make_empty_page() -> None:
	"""What pages are measured beside: a page of the framework's website with nothing on it."""
	frappe.set_user("Administrator")
	if not frappe.db.exists("Web Page", {"route": EMPTY_ROUTE}):
		values = {"title": "Empty", "route": EMPTY_ROUTE, "published": 1, "main_section_html": "<p></p>"}
		frappe.get_doc({"doctype": "Web Page", "content_type": "HTML", **values}).insert()
		frappe.db.commit()


def _compressed_bytes(html: bytes) -> int:
	"""The page and every script and style it names, each compressed as the front does."""
	total = len(gzip.compress(html, 6))
	for address in set(ASSET.findall(html.decode())):
		file = site.ROOT / "sites" / address.lstrip("/")
		if file.is_file():
			total += len(gzip.compress(file.read_bytes(), 9))
	return total
