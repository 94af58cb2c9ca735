"""Renders Dovecot's configuration, so that IMAP on loopback serves the post office's boxes: ``python3
tools/post_office/render.py``. Everybody signs in with their mail address and the one password of the trial.

Standard library only.
"""

import os
import pwd
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from localbench import paths, ports
from post_office import boxes

TEMPLATE = Path(__file__).resolve().with_name("dovecot.conf.template")
PLACEHOLDER = re.compile(r"@([a-z_]+)@")
NO_CHROOT = "\tchroot ="
PASSWORD = "mailbox"  # noqa: S105 - the trial's own, for boxes on loopback that take any mail

# Debian's own accounts for Dovecot, which only root may use.
ROOT_USERS = "default_internal_user = dovecot\ndefault_login_user = dovenull\n"


def write(folder: Path, mail: Path, run: Path, port: int) -> Path:
	"""Write the configuration for the boxes under ``mail``; ``run`` holds sockets. Return the file's path."""
	for needed in (folder, run):
		needed.mkdir(parents=True, exist_ok=True)
	boxes.prepare(mail)
	file = folder / "dovecot.conf"
	file.write_text(text(mail, run, port), encoding="utf-8")
	return file


def text(mail: Path, run: Path, port: int) -> str:
	"""The configuration's text.

	Dovecot never opens mail as root. Started by root, it opens the boxes as their owner and is confined to their
	folder, so that the owner needs no way to it from above.
	"""
	values = {"boxes": str(mail), "run": str(run), "port": str(port), "password": PASSWORD}
	uid, gid = boxes.owner_of_boxes()
	if os.geteuid() == 0:
		values |= {"boxes_inside": "", "confined": f"chroot={mail}", "users": ROOT_USERS, "no_chroot": ""}
	else:
		user = pwd.getpwuid(uid).pw_name
		values |= {
			"boxes_inside": str(mail),
			"confined": "",
			"users": _unprivileged(user),
			"no_chroot": NO_CHROOT,
		}
	values |= {"uid": str(uid), "gid": str(gid)}
	return PLACEHOLDER.sub(lambda found: values[found[1]], TEMPLATE.read_text(encoding="utf-8"))


def _unprivileged(user: str) -> str:
	"""Everything as one ordinary user, who can neither change users nor confine processes to a folder."""
	services = "".join(f"service {name} {{\n{NO_CHROOT}\n}}\n" for name in ("anvil", "stats"))
	return (
		f"default_internal_user = {user}\ndefault_internal_group =\ndefault_login_user = {user}\n{services}"
	)


def main() -> int:
	"""Render for this repository."""
	chosen = ports.load(paths.CONFIG / "ports.json")
	if not chosen:
		print("No ports are chosen yet: run ./servicedesk up.", file=sys.stderr)
		return 1
	write(paths.VAR / "dovecot", paths.VAR / "mail", paths.VAR / "run" / "dovecot", chosen["imap"])
	return 0


if __name__ == "__main__":
	sys.exit(main())
