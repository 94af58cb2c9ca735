"""Which tables can be loaded."""

from collections.abc import Mapping

from servicedesk.imports.contacts import Contacts
from servicedesk.imports.contracts import Contracts
from servicedesk.imports.customers import Customers, Sites
from servicedesk.imports.equipment import Equipment
from servicedesk.imports.register import Register
from servicedesk.imports.services import Services

REGISTERS: Mapping[str, type[Register]] = {
	register.kind: register for register in (Customers, Sites, Contacts, Services, Contracts, Equipment)
}
