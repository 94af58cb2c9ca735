"""How long the set-up from nothing took, as the set-up itself wrote it down."""

from benchmarks import site

RECORD = site.ROOT / "config" / "first_set_up_seconds"


def set_up_seconds() -> float | None:
	"""Seconds from nothing to the sign-in page in this clone; None where a set-up was resumed or never run."""
	return float(RECORD.read_text()) if RECORD.is_file() else None
