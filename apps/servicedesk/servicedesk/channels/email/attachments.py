"""The files of a mail: those that the desk takes, and the names of those that it does not."""

from collections.abc import Collection, Sequence
from typing import Any

from frappe import _

from servicedesk.domain.uploads import extension_of
from servicedesk.shared.pictures import EXTENSIONS
from servicedesk.tickets.attachments import MAXIMUM_FILES, IncomingFile, problems

MOST_NAMED = 20


def files_of(message: Any, referred: Collection[str] = ()) -> tuple[list[IncomingFile], list[str]]:
	"""The files of a MailMessage that pass the desk's usual checks, and a sentence for each that does not.

	`referred`: the content ids of which its HTML speaks; pictures among them are shown in it. What is not taken is
	kept with the mail as it came.
	"""
	taken: list[IncomingFile] = []
	refused: list[str] = []
	# What was attached goes before the pictures of a signature.
	for part in sorted(message.parts, key=lambda part: part.content_id in referred):
		shown = part.content_id in referred and extension_of(part.name) in EXTENSIONS
		file = IncomingFile(part.name, part.content, content_id=part.content_id if shown else "")
		found = problems([file])
		if found:
			refused += found.values()
		elif len(taken) == MAXIMUM_FILES:
			refused.append(f"{part.name}: " + _("At most {0} files at once.").format(MAXIMUM_FILES))
		else:
			taken.append(file)
	return taken, refused


def with_refused(text: str, refused: Sequence[str]) -> str:
	"""The mail's words, and under them the files that came with it and were not taken."""
	if not refused:
		return text
	named = [*refused[:MOST_NAMED], *(["…"] if len(refused) > MOST_NAMED else [])]
	return "\n".join([text, "", *named]).strip()
