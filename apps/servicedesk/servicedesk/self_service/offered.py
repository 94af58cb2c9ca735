"""Which request types a customer may use: what their contracts and subscribed services allow. Asked by the catalogue, and
again by each form, whose address anybody can write.
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import date

import frappe
from frappe.utils import today

from servicedesk.agreements.coverage import covers, narrowed
from servicedesk.shared.visibility import Scope

Services = Collection[str]


def is_offered(services: Services, scope: Scope, covered: AbstractSet[str] | None) -> bool:
	"""Whether a type for these services is offered; one for no certain service is for everybody.

	`covered`: what valid contracts hold, None where the desk asks for none. An account that is subscribed to services
	uses only those.
	"""
	if not services:
		return True
	wanted = frozenset(services)
	if scope.services and wanted.isdisjoint(scope.services):
		return False
	return covered is None or not wanted.isdisjoint(covered)


def covered_services(scope: Scope, customers: Collection[str]) -> frozenset[str] | None:
	"""The services under valid contracts of these customers that the account has. No statement on a warm cache.

	None where no contract is needed, and where there is none at all: then the form says why, and whom to contact.
	"""
	if not frappe.get_cached_doc("SD Settings").contract_required:
		return None
	found = narrowed(covers(sorted(customers), date.fromisoformat(today())), scope)
	return frozenset(cover.service for cover in found if cover.service) or None


def fits(services: Services, service: str | None) -> bool:
	"""A type for certain services is no way to report a problem with another one."""
	return not services or not service or service in services
