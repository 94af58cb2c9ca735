"""Whose a sender is: a person by the whole address, else a customer by its domain. A pure decision over facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Anybody gets an address there: such a domain is never a customer's.
FREE_MAIL_DOMAINS = frozenset(
	"""
	gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de yahoo.ro ymail.com icloud.com
	me.com mac.com aol.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de
	freenet.de mail.com zoho.com tutanota.com tuta.io fastmail.com abv.bg mail.bg dir.bg gbg.bg mail.ru bk.ru inbox.ru
	list.ru internet.ru yandex.ru yandex.com yandex.ua ya.ru rambler.ru ukr.net i.ua meta.ua bigmir.net online.ua
	email.ua yahoo.co.uk hotmail.de outlook.de hotmail.ro k.ro email.ro seznam.cz wp.pl o2.pl onet.pl
	""".split()
)


@dataclass(frozen=True, slots=True)
class SenderMatch:
	"""The person and the customer; "" for unknown ones."""

	contact: str = ""
	customer: str = ""


def match_sender(
	address: str, contacts: Mapping[str, Sequence[SenderMatch]], customers: Mapping[str, Sequence[str]]
) -> SenderMatch:
	"""Say whose the address is; nobody's where two could be meant.

	`contacts`: the people that have this address, by address; `customers`: those that own this domain, by domain. Keys in
	small letters. A sub-domain is not its domain: tenants of one provider share it.
	"""
	plain = address.strip().lower()
	local, _, domain = plain.rpartition("@")
	if not (local and domain):
		return SenderMatch()
	people = set(contacts.get(plain, ()))
	if people:
		return people.pop() if len(people) == 1 else SenderMatch()
	owners = set() if domain in FREE_MAIL_DOMAINS else set(customers.get(domain, ()))
	return SenderMatch(customer=owners.pop()) if len(owners) == 1 else SenderMatch()
