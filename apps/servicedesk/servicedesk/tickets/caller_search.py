"""Who phones: people and customers by what one hears first, a number or the beginning of a name. Indexes answer."""

from typing import Any

import frappe

from servicedesk.domain.search_keys import looks_like_number, national_key

FEWEST_LETTERS = 2
MOST_PEOPLE, MOST_CUSTOMERS = 10, 6

# Each branch reads a range of its own index and stops; only what they found is joined.
PEOPLE = """
	select account.name account, account.full_name, account.phone, account.position, account.account_state,
		acting.customer, customer.customer_name
	from (
		{branches}
	) found
	join `tabSD Portal Account` account on account.name = found.name
	join `tabSD Account Customer` acting
		on acting.parent = account.name and acting.parenttype = 'SD Portal Account'
	join `tabSD Customer` customer on customer.name = acting.customer and customer.disabled = 0
	where account.account_state in ('Active', 'Invited')
	order by account.full_name, customer.customer_name limit %(most)s"""
BY_NUMBER = """(select name from `tabSD Portal Account` where phone_reversed like %(digits)s
		order by phone_reversed limit %(most)s)"""
BY_WORDS = """(select name from `tabSD Portal Account` where full_name like %(words)s
		order by full_name limit %(most)s)
	union
	(select name from `tabSD Portal Account` where surname_first like %(words)s
		order by surname_first limit %(most)s)
	union
	(select name from `tabSD Portal Account` where user like %(words)s order by user limit %(most)s)
	union
	(select requester from `tabSD Ticket` where name = %(text)s)
	union
	(select acting.parent from (
			select name from `tabSD Customer` where customer_name like %(words)s
			order by customer_name limit %(customers)s
		) named
		join `tabSD Account Customer` acting on acting.customer = named.name limit %(most)s)"""
PEOPLE_BY_NUMBER = PEOPLE.replace("{branches}", BY_NUMBER)
PEOPLE_BY_WORDS = PEOPLE.replace("{branches}", BY_WORDS)
CUSTOMERS = """
	(select name, customer_name, customer_code, city from `tabSD Customer`
		where customer_name like %(words)s and disabled = 0 order by customer_name limit %(customers)s)
	union
	(select name, customer_name, customer_code, city from `tabSD Customer`
		where customer_code like %(words)s and disabled = 0 order by customer_code limit %(customers)s)
	union
	(select customer.name, customer.customer_name, customer.customer_code, customer.city
		from `tabSD Contract` contract join `tabSD Customer` customer on customer.name = contract.customer
		where contract.name = %(text)s and customer.disabled = 0)
	limit %(customers)s"""


def find(text: str) -> dict[str, list[Any]]:
	"""People (with the customer they act for, one row each) and customers that fit. Two statements at most.

	`text`: the end of a telephone number; or the beginning of a name, surname, address, customer's name or code; or a
	ticket's or contract's whole number. Nothing for less than that.
	"""
	text = " ".join((text or "").split())
	if looks_like_number(text):
		values = {"digits": f"{national_key(text)}%", "most": MOST_PEOPLE}
		return {"people": frappe.db.sql(PEOPLE_BY_NUMBER, values, as_dict=True), "customers": []}
	if len(text) < FEWEST_LETTERS:
		return {"people": [], "customers": []}
	values = {"words": f"{_literal(text)}%", "text": text, "most": MOST_PEOPLE, "customers": MOST_CUSTOMERS}
	return {
		"people": frappe.db.sql(PEOPLE_BY_WORDS, values, as_dict=True),
		"customers": frappe.db.sql(CUSTOMERS, values, as_dict=True),
	}


def _literal(text: str) -> str:
	"""The text for `like`: its own wildcards stand for themselves."""
	return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
