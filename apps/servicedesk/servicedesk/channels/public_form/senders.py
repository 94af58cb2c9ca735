"""Whose request a stranger's is: found by the mail address or its domain, else the customer for unknown people."""

from dataclasses import dataclass

import frappe

from servicedesk.channels.public_form.settings import unknown_customer
from servicedesk.shared.visibility import scope_of

MOST_DOMAINS = 20


@dataclass(frozen=True)
class Sender:
	"""Who has filled in a form, as they say themselves."""

	name: str
	email: str


@dataclass(frozen=True)
class Owner:
	"""The customer whose request it is, and the person, if the desk knows them."""

	customer: str
	requester: str | None = None


def owner_of(sender: Sender) -> Owner:
	"""Who the request is for. Nothing of it is told to the sender, who may be anybody. Two statements at most.

	An address that acts for several customers says nothing about this request: staff decide.
	"""
	scope = scope_of(sender.email) if frappe.db.exists("User", sender.email) else None
	if scope and scope.has_account and len(scope.customers) == 1:
		return Owner(next(iter(scope.customers)), sender.email)
	return Owner(of_domain(sender.email.rpartition("@")[2]) or unknown_customer())


def of_domain(domain: str) -> str:
	"""The only customer that has the mail domain; "" for none or several."""
	rows = frappe.get_all(
		"SD Customer",
		filters={
			"disabled": 0,
			# nosemgrep: search-with-leading-wildcard - one read of the register for a form that comes a few times a day
			"mail_domains": ("like", f"%{_escaped(domain)}%"),
		},
		fields=["name", "mail_domains"],
		limit=MOST_DOMAINS,
	)
	found = [row.name for row in rows if domain in _domains(row.mail_domains)]
	return str(found[0]) if len(found) == 1 else ""


def _domains(text: str | None) -> set[str]:
	return {line.strip().lstrip("@").lower() for line in (text or "").split("\n")}


def _escaped(text: str) -> str:
	return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
