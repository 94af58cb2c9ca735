"""Whose a sender is: a person by the whole address, else a customer by its domain. A pure decision over facts."""

from __future__ import annotations

from collections.abc import Iterable
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


def domain_of(address: str) -> str:
	"""Return the domain by which a customer may be found; "" for what everybody can get an address at, or no address.

	A sub-domain is not its domain: tenants of one provider share it.
	"""
	local, _, domain = address.strip().lower().rpartition("@")
	return domain if local and domain not in FREE_MAIL_DOMAINS else ""


def match_sender(people: Iterable[SenderMatch], owners: Iterable[str]) -> SenderMatch:
	"""Say whose a sender is; nobody's where two could be meant.

	`people`: for whom somebody with this address acts, a match for each customer. `owners`: the customers that own the
	address's `domain_of`; it also tells for which one of several somebody writes.
	"""
	acting, owning = set(people), set(owners)
	if len(acting) > 1:
		acting = {match for match in acting if match.customer in owning}
		return acting.pop() if len(acting) == 1 else SenderMatch()
	if acting:
		return acting.pop()
	return SenderMatch(customer=owning.pop()) if len(owning) == 1 else SenderMatch()
