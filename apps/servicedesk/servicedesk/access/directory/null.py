"""A directory that knows nobody: stands in for a kind that this version does not have."""

from servicedesk.access.directory.interface import DirectoryDown, Person, Trouble


class NullDirectory:
	"""See `interface.Directory`."""

	def authenticate(self, short: str, password: str) -> Person | None:
		"""Nobody."""
		return None

	def check(self) -> None:
		"""Say that nobody can sign in here."""
		raise DirectoryDown(Trouble.UNKNOWN_KIND)
