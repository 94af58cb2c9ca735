"""Two companies with everything that the registers show, for tests of the portal."""

from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.shared.testing import (
	make_account,
	make_contract,
	make_customer,
	make_equipment,
	make_site,
)
from servicedesk.tickets.testing import make_ticket


@dataclass(frozen=True)
class Company:
	"""A customer with its people and things. `secret` stands in every text of it, and in nothing of others."""

	customer: str
	secret: str
	requester: str
	manager: str
	contract: str
	site: str
	piece: str
	part: str
	ticket: str


def make_company(letter: str) -> Company:
	"""One of the two."""
	secret = f"Zeta{letter}"
	customer = make_customer(f"{secret} Company")
	requester = make_account(f"{secret}.requester@t.test".lower(), {customer: "Requester"})
	manager = make_account(f"{secret}.manager@t.test".lower(), {customer: "Manager"})
	site = make_site(f"{secret} Site", customer, city=f"{secret} City", street=f"{secret} Street 1")
	contract = make_contract(f"{secret}/2026 № 1", customer, sites=[{"site": site}])
	piece = make_equipment(f"{secret}-SN-1", customer, model=f"{secret} Server", site=site, contract=contract)
	part = make_equipment(f"{secret}-SN-2", customer, model=f"{secret} Disk", parent_equipment=piece)
	answers = {"summary": f"{secret} is on fire"}
	ticket = make_ticket(manager, customer, contract=contract, equipment=piece, answers=answers).name
	return Company(customer, secret, requester, manager, contract, site, piece, part, ticket)


def show_registers(**settings: Any) -> None:
	"""Turn the portal's registers on, but for what is named."""
	names = ("contracts", "services", "equipment", "members")
	values = {f"portal_{name}": settings.get(name, 1) for name in names}
	frappe.get_doc("SD Settings").update(values).save()
