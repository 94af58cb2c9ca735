"""Where the portal's scripts and styles lie: the build's own list, read once a process and again when it is built anew."""

import json
from functools import lru_cache
from pathlib import Path

import frappe

BUILT = Path("assets", "assets.json")


def asset(bundle: str) -> str:
	"""The address of a bundle, such as "portal.bundle.css"; its name for one that was not built."""
	path = Path(frappe.local.sites_path, BUILT)
	try:
		return _addresses(str(path), path.stat().st_mtime_ns).get(bundle, bundle)
	except FileNotFoundError:
		return bundle


# nosemgrep: cached-across-sites - the bundles are the same for every site of the process
@lru_cache(maxsize=1)
def _addresses(path: str, _built_at: int) -> dict[str, str]:
	"""By bundle. `_built_at`, in nanoseconds, tells one build from the next."""
	found: dict[str, str] = json.loads(Path(path).read_text(encoding="utf-8"))
	return found
