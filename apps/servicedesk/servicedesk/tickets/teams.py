"""Teams and who is in them."""

from typing import Any

import frappe

from servicedesk.domain.lifecycle import OPEN
from servicedesk.shared.visibility import STAFF_ROLES, is_staff

TEAM = "SD Team"
SUPERVISOR = "Service Desk Supervisor"
OPEN_CATEGORIES = tuple(sorted(str(category) for category in OPEN))
TURNS = "select name, last_turn from `tabSD Team` where name in %(teams)s order by name for update"
LOADS = """select agent, count(*) from `tabSD Ticket` force index (by_agent)
	where agent in %(users)s and state_category in %(open)s group by agent"""
CURRENT_LOADS = f"{LOADS} lock in share mode"


def team(name: str) -> Any:
	"""The team, from the cache."""
	return frappe.get_cached_doc(TEAM, name)


def teams_of(user: str) -> list[str]:
	"""The teams that the user is in, by name. One statement."""
	rows = frappe.get_all(
		"SD Team Member", filters={"user": user, "parenttype": TEAM}, pluck="parent", order_by="parent asc"
	)
	return list(dict.fromkeys(rows))


def is_member(user: str, name: str) -> bool:
	"""Whether the user is in the team, available or not."""
	return any(row.user == user for row in team(name).members)


def staff() -> list[str]:
	"""Everybody with a role of this desk, by name; whether they can sign in is `may_work`'s. One statement."""
	roles = sorted(STAFF_ROLES - {"System Manager"})
	filters = {"parenttype": "User", "role": ("in", roles)}
	return list(dict.fromkeys(frappe.get_all("Has Role", filters, pluck="parent", order_by="parent asc")))


def may_work(user: str) -> bool:
	"""Whether tickets may be given to the user: staff who can sign in."""
	return bool(frappe.get_cached_value("User", user, "enabled")) and is_staff(user)


def told_for(name: str | None) -> list[str]:
	"""Who hears of a ticket that nobody has: the people of its team, else the supervisors.

	Whether they are available now or not: they are told, not given work. One statement where nobody is in the team.
	"""
	return (members_of(name) if name else []) or supervisors()


def supervisors() -> list[str]:
	"""Everybody who may sign in and oversees the desk. One statement."""
	return frappe.db.sql(
		"""select distinct role.parent from `tabHas Role` role join `tabUser` user on user.name = role.parent
		where role.role = %s and role.parenttype = 'User' and user.enabled = 1 and user.name != 'Administrator'
		order by role.parent""",
		SUPERVISOR,
		pluck=True,
	)


def members_of(name: str) -> list[str]:
	"""The team's people who can sign in, available or not."""
	# query-in-loop: from the cache
	return [row.user for row in team(name).members if may_work(row.user)]


def lock_turn(name: str, users: list[str]) -> int:
	"""Lock the team until the transaction ends, and every other team of these users; return whose turn was last.

	In the order of their names, so that two who lock several never wait for each other. One statement, or two.
	"""
	filters = {"user": ("in", users), "parenttype": TEAM}
	others = frappe.get_all("SD Team Member", filters, pluck="parent", limit=0) if users else []
	turns = dict(frappe.db.sql(TURNS, {"teams": tuple({name, *others})}))
	return int(turns.get(name) or 0)


def loads(users: list[str], *, current: bool = False) -> dict[str, int]:
	"""How many open tickets each of the users has. One statement, on the agents' index.

	With `current`, as it is committed now, and not as this transaction's first read saw it: for whoever has locked the
	users' teams. Only the index's entries are locked, so that nobody who works on one of those tickets is waited for.
	"""
	if not users:
		return {}
	statement = CURRENT_LOADS if current else LOADS
	rows = frappe.db.sql(statement, {"users": sorted(users), "open": OPEN_CATEGORIES})
	return {**dict.fromkeys(users, 0), **{agent: int(count) for agent, count in rows}}
