"""Mailboxes: one Maildir a recipient's address, under one folder. Standard library only."""

import hashlib
import itertools
import os
import pwd
import re
import socket
import time
from collections.abc import Sequence
from pathlib import Path

UNSAFE = re.compile(r"[^a-z0-9.@_+=-]")
LONGEST_NAME = 120
# The Debian account that owns the boxes when root runs the bench: Dovecot never opens mail as root.
MAIL_USER = "mail"

_deliveries = itertools.count()


def owner_of_boxes() -> tuple[int, int]:
	"""The user and group that the boxes belong to: whoever runs the bench, but not root."""
	uid, gid = os.geteuid(), os.getegid()
	if uid != 0:
		return uid, gid
	user = pwd.getpwnam(MAIL_USER)
	return user.pw_uid, user.pw_gid


def folder_name(address: str) -> str:
	"""The name of an address's folder: the address itself in small letters where that is a safe name.

	Otherwise what is unsafe is replaced, and a part of the address's hash keeps different addresses apart.
	"""
	name = address.strip().lower()
	safe = UNSAFE.sub("_", name)[:LONGEST_NAME]
	if safe == name and name and name[0] not in ".-":
		return name
	return f"_{safe.lstrip('.-')}.{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def without_tag(address: str) -> str:
	"""The address whose box takes the mail: what follows a plus sign before the @ is the owner's own affair."""
	name, at, domain = address.strip().rpartition("@")
	plain = name.partition("+")[0]
	return f"{plain}@{domain}" if at and plain else address


def deliver(folder: Path, sender: str, recipients: Sequence[str], content: bytes) -> None:
	"""Put a message into each recipient's box, whole or not at all in each. Raises OSError when it cannot.

	`Delivered-To` says the address as it was given, tag and all.
	"""
	for recipient in dict.fromkeys(recipients):
		head = f"Return-Path: <{_one_line(sender)}>\nDelivered-To: {_one_line(recipient)}\n"
		_put(make_box(folder, without_tag(recipient)), head.encode() + content.replace(b"\r\n", b"\n"))


def prepare(folder: Path) -> None:
	"""Make the folder of the boxes, in which their owner may make new ones."""
	folder.mkdir(parents=True, exist_ok=True, mode=0o700)
	os.chown(folder, *owner_of_boxes())


def make_box(folder: Path, address: str) -> Path:
	"""The Maildir of an address, made when it is not there yet. Others on the machine cannot read it."""
	path = folder / folder_name(address)
	for part in (path, path / "tmp", path / "cur", path / "new"):
		if not part.exists():
			part.mkdir(parents=True, exist_ok=True, mode=0o700)
			os.chown(part, *owner_of_boxes())
	return path


def _put(box: Path, content: bytes) -> None:
	"""As Maildir wants it: written aside, on the disk, and only then in its place."""
	name = f"{time.time():.6f}.{os.getpid()}_{next(_deliveries)}.{socket.gethostname()}"
	aside = box / "tmp" / name
	descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
	with os.fdopen(descriptor, "wb") as file:
		os.fchown(descriptor, *owner_of_boxes())
		file.write(content)
		file.flush()
		os.fsync(descriptor)
	aside.rename(box / "new" / name)


def _one_line(text: str) -> str:
	return "".join(text.splitlines())
