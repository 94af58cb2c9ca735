"""Gives the mailboxes of a site the local mail server, and has them read: a preset names addresses, but no server.

Run by the bench's Python in sites/: ``local_mailboxes.py SITE HOST PORT PASSWORD``. A mailbox that somebody has given a
server elsewhere is left alone.
"""

import sys

import frappe

DOCTYPE = "SD Mailbox"


def connect(host: str, port: int, password: str) -> int:
	"""Set server, account and password of each mailbox without a server of its own; return how many were changed."""
	local = frappe.get_all(DOCTYPE, {"host": ("in", ["", None, host])}, pluck="name")
	changed = 0
	for name in local:
		# query-in-loop: a preset has one or two
		mailbox = frappe.get_doc(DOCTYPE, name)
		if mailbox.host == host and int(mailbox.port or 0) == port:
			continue
		given = {"host": host, "port": port, "security": "None", "login": mailbox.address, "enabled": 1}
		mailbox.update({**given, "password": password}).save()
		changed += 1
	return changed


def main() -> None:
	"""Do it in the site that is named."""
	site, host, port, password = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	try:
		print(f"Mailboxes connected: {connect(host, int(port), password)}")
		frappe.db.commit()
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()
