"""Mail that has really arrived: reads the boxes that the bench's post office keeps under var/mail.

Boxes outlive the test site, whose numbers begin anew each time it is restored: only mail that came since the tests
began, and whose links lead to the site under test, counts.
"""

import email
import email.policy
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.e2e.bench import ROOT, address

BOXES = ROOT / "var" / "mail"
WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.2
STARTED = time.time()
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Mail:
	"""One mail as its reader's program shows it."""

	sender: str
	recipient: str
	subject: str
	text: str
	html: str
	headers: EmailMessage

	def link(self, part: str) -> str:
		"""The one link of the text that holds a part; fails with the text when there is none."""
		found = [link for link in LINK.findall(self.text) if part in link]
		assert len(found) == 1, f"{len(found)} links with “{part}” in:\n{self.text}"
		return found[0]


class NoMail(AssertionError):
	"""What was waited for has not come."""


def mails_to(recipient: str) -> list[Mail]:
	"""All mails in a box since the tests began, oldest first."""
	box = BOXES / recipient.lower()
	files = [file for part in ("new", "cur") for file in (box / part).glob("*")]
	new = [file for file in files if file.stat().st_mtime >= STARTED]
	return [_read(file) for file in sorted(new, key=lambda file: (file.stat().st_mtime_ns, file.name))]


def about(number: str, recipient: str) -> list[Mail]:
	"""The mails about one request in a box, oldest first."""
	named = re.compile(rf"\b{re.escape(number)}\b")
	return [mail for mail in mails_to(recipient) if named.search(mail.subject) and _is_of_this_site(mail)]


def wait_for(
	number: str, recipient: str, fits: Callable[[Mail], bool], seconds: float = WAIT_SECONDS
) -> Mail:
	"""The first mail about a request that fits; raises NoMail with what is there after so many seconds."""
	return _wait(lambda: about(number, recipient), f"about {number} for {recipient}", fits, seconds)


def wait_for_one(recipient: str, fits: Callable[[Mail], bool], seconds: float = WAIT_SECONDS) -> Mail:
	"""The first mail in a box that fits, whatever it is about; raises NoMail like `wait_for`."""
	return _wait(
		lambda: [mail for mail in mails_to(recipient) if _is_of_this_site(mail)],
		f"for {recipient}",
		fits,
		seconds,
	)


def _wait(look: Callable[[], list[Mail]], wanted: str, fits: Callable[[Mail], bool], seconds: float) -> Mail:
	end = time.monotonic() + seconds
	while True:
		there = look()
		for mail in there:
			if fits(mail):
				return mail
		if time.monotonic() > end:
			texts = "\n---\n".join(mail.text for mail in there) or "nothing"
			raise NoMail(f"No such mail {wanted} in {seconds:.0f} s. There is:\n{texts}")
		time.sleep(PAUSE_SECONDS)


def _is_of_this_site(mail: Mail) -> bool:
	return all(link.startswith(address()) for link in LINK.findall(mail.text))


def _read(file: Path) -> Mail:
	with file.open("rb") as stream:
		message = email.message_from_binary_file(stream, policy=email.policy.default)
	return Mail(
		sender=str(message["From"]),
		recipient=str(message["To"]),
		subject=str(message["Subject"]),
		text=_body(message, "plain"),
		html=_body(message, "html"),
		headers=message,
	)


def _body(message: EmailMessage, kind: str) -> str:
	part = message.get_body(preferencelist=(kind,))
	return str(part.get_content()) if part is not None else ""
