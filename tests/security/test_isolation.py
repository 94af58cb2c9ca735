"""Two customers with everything: whichever way one of them asks, nothing of the other's ever comes back.

The walk proves itself by what it does find: a person with rights on B, asked in the same way, finds B's marks on
every surface, and so does a guest in a file that somebody made public by mistake.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import pytest

from tests.security.http_door import NOBODY, front, sign_in, web_server
from tests.security.two_customers import (
	AGENT,
	MARK,
	PASSWORD,
	SECRET,
	STRANGER,
	Customer,
	connected,
	make_account,
	two_customers,
)
from tests.security.walker import OF_B, Walker, report

pytestmark = [pytest.mark.site, pytest.mark.slow]

OF_NOBODY = re.compile(SECRET.encode())
SPY = "spy@isolation.test"


@pytest.fixture(scope="module")
def customers() -> tuple[Customer, Customer]:
	"""Both customers; B's texts are marked."""
	return two_customers()


@pytest.fixture(scope="module")
def site_lists(customers: tuple[Customer, Customer]) -> dict[str, list[str]]:
	"""Names of all DocTypes and reports, and the addresses of the forms."""
	with connected():
		doctypes = frappe.get_all("DocType", {"istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name")
		reports = frappe.get_all("Report", pluck="name")
		routes = frappe.get_all("SD Request Type", {"published": 1}, pluck="route")
	return {
		"doctypes": doctypes,
		"reports": reports,
		"forms": [f"/portal/new/{route}" for route in routes if route],
	}


def walk(who: str, user: str, customers: tuple[Customer, Customer], lists: dict[str, list[str]]) -> Walker:
	"""The whole walk of somebody who is no staff."""
	door = web_server()
	session = sign_in(door, user, PASSWORD) if user else NOBODY
	walker = Walker(who, door, session, OF_B)
	own, other = customers
	walker.portal(other, own)
	walker.crawl(["/portal", "/portal/requests", "/portal/new", "/portal/contracts", "/portal/services",
		"/portal/equipment", "/portal/profile", "/portal/members"])  # fmt: skip
	walker.forged_forms(lists["forms"], other)
	walker.files(other.files)
	walker.doctypes(lists["doctypes"], other)
	walker.reports(lists["reports"])
	walker.functions(other)
	assert walker.is_signed_in() == bool(user), "the walk lost its session on the way"
	return walker


def test_nothing_of_another_customer(
	customers: tuple[Customer, Customer], site_lists: dict[str, list[str]]
) -> None:
	"""Guest, requester, manager and somebody without any customer: no answer holds a mark, and B's records stand."""
	before = stored(customers[1])
	own = customers[0]
	people = {"guest": "", "requester A": own.requester, "manager A": own.manager, "stranger": STRANGER}
	with ThreadPoolExecutor(len(people)) as pool:
		walks = list(pool.map(lambda who: walk(who, people[who], customers, site_lists), people))
	assert not (found := [finding for walked in walks for finding in walked.findings]), report(found)
	assert all(sum(walked.requests.values()) > 800 for walked in walks)
	assert stored(customers[1]) == before, "somebody changed B's records"


def test_staff_see_no_secrets(customers: tuple[Customer, Customer], site_lists: dict[str, list[str]]) -> None:
	"""An agent sees all customers, but no hash, token or password; and by the same walk sees B, so that it looks."""
	session = sign_in(web_server(), AGENT, PASSWORD)
	walker = Walker("agent", web_server(), session, OF_NOBODY)
	walker.doctypes(site_lists["doctypes"], customers[1])
	walker.reports(site_lists["reports"])
	walker.functions(customers[1], only_reading=True)
	assert not walker.findings, report(walker.findings)
	seeing = Walker("agent", web_server(), session, OF_B)
	seeing.doctypes(customers[1].records, customers[1])
	seeing.reports([])
	seeing.files(customers[1].files)
	assert seeing.surfaces() == {"lists", "documents", "print", "reports", "files"}


def test_walk_finds_a_wrong_membership(
	customers: tuple[Customer, Customer], site_lists: dict[str, list[str]]
) -> None:
	"""The proof: somebody who was put into B by mistake is shown by the same walk as a leak on all of the portal."""
	with connected():
		make_account(SPY, {customers[0].name: "Requester", customers[1].name: "Manager"})
	door = web_server()
	walker = Walker("spy", door, sign_in(door, SPY, PASSWORD), OF_B)
	walker.portal(customers[1], customers[0], only_reading=True)
	walker.crawl(["/portal/requests", "/portal/contracts", "/portal/equipment"])
	walker.files(customers[1].files)
	assert walker.surfaces() >= {"portal", "pages", "files"}
	found = "\n".join(finding.request for finding in walker.findings)
	for page in (
		"/portal/requests",
		f"/portal/requests/{customers[1].one('SD Ticket')}",
		"/portal/equipment",
	):
		assert page in found, page


def test_walk_finds_a_public_file(planted_file: str) -> None:
	"""The proof for guests: a file of B's that was made public is found at the front."""
	walker = Walker("guest", front(), NOBODY, OF_B)
	walker.files([planted_file])
	assert walker.surfaces() == {"files"}


@pytest.fixture
def planted_file(customers: tuple[Customer, Customer]) -> Iterator[str]:
	"""A public file with one of B's marks in it, gone in the end."""
	with connected():
		file = frappe.get_doc(
			{"doctype": "File", "file_name": "planted.txt", "is_private": 0, "content": f"{MARK} plan"}
		)
		name, address = file.insert().name, file.file_url
	yield address
	with connected():
		frappe.delete_doc("File", name)


def stored(made: Customer) -> dict[str, Any]:
	"""All rows of the customer's records as they are stored now."""
	with connected():
		return {
			doctype: frappe.db.get_all(doctype, {"name": ("in", names)}, ["*"], order_by="name")
			for doctype, names in made.records.items()
		}
