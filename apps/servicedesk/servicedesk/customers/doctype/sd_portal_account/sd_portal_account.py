"""SD Portal Account: a user of the portal, the customers it acts for, and what it may see of them."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.customers import returned_mail
from servicedesk.domain.search_keys import phone_key, surname_first
from servicedesk.shared.desk_users import belongs_to_desk
from servicedesk.shared.errors import refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.visibility import forget_scope


class SDPortalAccount(Document):
	"""The scope of one user; see `shared.visibility` for what follows from it."""

	user: str
	account_kind: str | None
	contract: str | None
	customer: str | None
	current_customer: str | None
	full_name: str | None
	phone: str | None

	def validate(self) -> None:
		"""The first customer is the main one; none may stand twice."""
		names = [row.customer for row in self.customers]
		if len(names) != len(set(names)):
			frappe.throw(_("A customer stands twice in this account."))
		self.customer = names[0] if names else None
		if self.current_customer not in names:
			self.current_customer = None
		self._set_search_keys()
		returned_mail.follow(self, "")
		self._check_user()
		self._check_contract()

	def _set_search_keys(self) -> None:
		"""What a call's entry finds the person by (`tickets.caller_search`)."""
		self.surname_first = surname_first(self.full_name or full_name(self.user))
		self.phone_reversed = phone_key(self.phone or "")

	def _check_user(self) -> None:
		"""Who signs in to the desk is no customer, unless somebody says so who may change users anyway.

		Agents serve accounts: they could else set the password of another app's people.
		"""
		decides = "System Manager" in frappe.get_roles()
		if self.is_new() and not decides and belongs_to_desk(self.user):
			refuse({"user": _("This address cannot be invited. Please ask the desk's administrator.")})

	def _check_contract(self) -> None:
		"""An account shared by a contract is for one contract, of the one customer it acts for, and its only one.

		Source: manual software-vendor 1.
		"""
		if self.account_kind != "Contract":
			self.contract = None
			return
		if not self.contract:
			frappe.throw(_("Please choose the contract that this account is for."))
		if frappe.db.get_value("SD Contract", self.contract, "customer") != self.customer:
			frappe.throw(_("The contract belongs to another customer."))
		if len(self.customers) > 1:
			frappe.throw(_("An account that a contract shares acts for the contract's customer only."))
		others = {
			"account_kind": "Contract",
			"contract": self.contract,
			"account_state": ("!=", "Disabled"),
			"name": ("!=", self.name or ""),
		}
		if other := frappe.db.get_value("SD Portal Account", others, "name"):
			refuse({"contract": _("This contract has an account already: {0}").format(other)})

	def on_update(self) -> None:
		"""Changed rights take effect at the next request."""
		forget_scope(self.user)

	def on_trash(self) -> None:
		"""A removed account sees nothing from the next request on."""
		forget_scope(self.user)


def on_doctype_update() -> None:
	"""Each sign-in by a directory asks whose account a name of that directory is; each call, who phones."""
	frappe.db.add_index("SD Portal Account", ["external_login", "sign_in_source"], "by_external_login")
	for column in ("full_name", "surname_first", "phone_reversed"):
		# query-in-loop: three indexes, at a migration
		frappe.db.add_index("SD Portal Account", [column], f"by_{column}")
