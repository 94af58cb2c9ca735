"""Which files the portal's forms take, as the pages show it and check it before anything is sent."""

from dataclasses import dataclass

from servicedesk.shared.uploads import MEGABYTE, limits
from servicedesk.tickets.attachments import MAXIMUM_FILES


@dataclass(frozen=True)
class FileRules:
	"""What an input for files says: the value of `accept`, the most megabytes, and the most files at once."""

	accept: str
	largest_megabytes: int
	most_files: int = MAXIMUM_FILES


def file_rules() -> FileRules:
	"""The rules of the desk's settings. What comes in is checked again in `tickets.attachments`."""
	extensions, largest = limits()
	return FileRules(",".join(f".{extension}" for extension in sorted(extensions)), largest // MEGABYTE)
