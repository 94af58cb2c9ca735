"""Which files the portal's forms take, as the pages show it and check it before anything is sent."""

from dataclasses import dataclass

from servicedesk.shared.uploads import MEGABYTE, limits


@dataclass(frozen=True)
class FileRules:
	"""What an input for files says: the value of `accept`, and the most megabytes."""

	accept: str
	largest_megabytes: int


def file_rules() -> FileRules:
	"""The rules of the desk's settings. What comes in is checked again in `tickets.attachments`."""
	extensions, largest = limits()
	return FileRules(",".join(f".{extension}" for extension in sorted(extensions)), largest // MEGABYTE)
