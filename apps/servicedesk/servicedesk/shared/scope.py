"""Who somebody is to the desk: staff, or a portal account that stands for customers.

The scope is read from the register in two statements and kept in the cache. Whoever changes what it is made of
calls `forget_scope`; from then on it is read anew, and kept again only when no request can be left that still sees
the register as it was before the change.
"""

from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.shared.forgetting import KeptValues

STAFF_ROLES = frozenset(
	("Service Desk Agent", "Service Desk Supervisor", "Service Desk Administrator", "System Manager")
)
CUSTOMER_ROLE = "Service Desk Customer"
SCOPES = KeptValues("servicedesk_scope")
CONTRACT_ACCOUNT = "Contract"

ACCOUNT = """select account.name, account.account_kind, account.contract, account.current_customer,
		account.must_change_password, account.mute_all
	from `tabSD Portal Account` account
	join `tabUser` person on person.name = account.user
	where account.user = %(user)s and account.account_state = 'Active' and person.enabled = 1
		and exists (
			select 1 from `tabHas Role`
			where parent = person.name and parenttype = 'User' and role in %(roles)s
		)"""
# A customer that is switched off is nobody's any more, whoever acted for it before.
LINKS = """select 'customers' held, acting.customer value, acting.account_role
	from `tabSD Account Customer` acting
	join `tabSD Customer` customer on customer.name = acting.customer and customer.disabled = 0
	where acting.parent = %(account)s and acting.parenttype = 'SD Portal Account'
	union all
	select 'services', service, ''
	from `tabSD Account Service` where parent = %(account)s and parenttype = 'SD Portal Account'
	union all
	select 'contracts', contract, ''
	from `tabSD Account Contract` where parent = %(account)s and parenttype = 'SD Portal Account'"""

INVITED = """select 1 from `tabSD Portal Account` account
	join `tabUser` person on person.name = account.user and person.enabled = 1
	join `tabSD Account Customer` acting
		on acting.parent = account.name and acting.parenttype = 'SD Portal Account'
	join `tabSD Customer` customer on customer.name = acting.customer and customer.disabled = 0
	where account.user = %(user)s and account.account_state = 'Invited' and acting.customer = %(customer)s
	limit 1"""


@dataclass(frozen=True)
class Scope:
	"""What a user of the portal stands for. Empty sets of services and contracts mean "no narrowing".

	`of_contract`: the account is a contract's, which several people use, and not a person's. `current` is the customer
	the person has chosen to act for, empty for all of theirs. `mute_all`: they want no notices about changes of state.
	"""

	user: str
	has_account: bool = False
	customers: frozenset[str] = frozenset()
	managed: frozenset[str] = frozenset()
	services: frozenset[str] = frozenset()
	contracts: frozenset[str] = frozenset()
	of_contract: bool = False
	current: str = ""
	must_change_password: bool = False
	mute_all: bool = False

	@property
	def acting(self) -> frozenset[str]:
		"""The customers the person acts for now: the chosen one while it is still theirs, else all of them."""
		return frozenset((self.current,)) & self.customers or self.customers


def is_staff(user: str) -> bool:
	"""Whether the user works at this desk (not: whether they may sign in to it)."""
	return user == "Administrator" or not STAFF_ROLES.isdisjoint(frappe.get_roles(user))


def scope_of(user: str) -> Scope:
	"""The user's scope, from the cache: two statements on a cold one, none on a warm one."""
	if not user or user == "Guest":
		return Scope(user="Guest")
	stored = SCOPES.value(user, _read_scope)
	return Scope(
		user=user,
		has_account=stored["has_account"],
		customers=frozenset(stored["customers"]),
		managed=frozenset(stored["managed"]),
		services=frozenset(stored["services"]),
		contracts=frozenset(stored["contracts"]),
		of_contract=bool(stored.get("of_contract")),
		current=stored["current"],
		must_change_password=stored["must_change_password"],
		mute_all=bool(stored.get("mute_all")),
	)


def acts_for(user: str, customer: str) -> bool:
	"""Whether a ticket of the customer may be in this person's name: their account is in use, or they are invited.

	Who is invited sees nothing yet, but may have phoned already and is told of it (manual edi-provider 1).
	"""
	scope = scope_of(user)
	if scope.has_account:
		return customer in scope.customers
	return bool(frappe.db.sql(INVITED, {"user": user, "customer": customer}))


def forget_scope(user: str) -> None:
	"""Make the next request read the user's scope anew; to be called whenever an account changes."""
	SCOPES.forget(user)


def forget_all_scopes() -> None:
	"""The same for everybody: after a change of names, or of many accounts at once."""
	SCOPES.forget_all()


def _read_scope(user: str) -> dict[str, Any]:
	scope: dict[str, Any] = {
		"has_account": False,
		"customers": [],
		"managed": [],
		"services": [],
		"contracts": [],
		"of_contract": False,
		"current": "",
		"must_change_password": False,
		"mute_all": False,
	}
	roles = (CUSTOMER_ROLE, *STAFF_ROLES)
	found = frappe.db.sql(ACCOUNT, {"user": user, "roles": roles}, as_dict=True)
	if not found:
		return scope
	account = found[0]
	links = frappe.db.sql(LINKS, {"account": account.name}, as_dict=True)
	for link in links:
		scope[link.held].append(link.value)
	scope["managed"] = [link.value for link in links if link.account_role == "Manager"]
	if account.get("account_kind") == CONTRACT_ACCOUNT:
		# Without its contract such an account is unfinished: it sees no contract rather than all of them.
		scope["contracts"] += [account.get("contract") or ""]
		scope["of_contract"] = True
	scope["has_account"] = True
	scope["current"] = account.get("current_customer") or ""
	scope["must_change_password"] = bool(account.get("must_change_password"))
	scope["mute_all"] = bool(account.get("mute_all"))
	return scope
