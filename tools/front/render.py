"""Renders what the front of this repository's own bench needs, under var/nginx: ``python3 tools/front/render.py``.

Run at every start of the front, because addresses, ports and branding may have changed since the last one.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from front import branding, configuration
from front.configuration import Settings, Site
from localbench import paths, ports

# Tests sign in often, all from one address; the limits themselves are tested apart from the bench.
TEST_SITE_LIMITS = {
	"sign_in_per_minute": 1200,
	"sign_in_burst": 400,
	"writing_per_second": 500,
	"writing_burst": 2000,
}


def settings(root: Path, chosen: Mapping[str, int]) -> Settings:
	"""The settings for a bench under ``root`` with its chosen ports.

	Every site answers to every name of this machine, each on its own port.
	"""
	names = configuration.own_names()
	return Settings(
		folder=root / "var" / "nginx",
		sites_folder=root / "sites",
		sites=(
			Site(paths.DEVELOPMENT_SITE, chosen["public"], (*names, paths.DEVELOPMENT_SITE)),
			Site(paths.TEST_SITE, chosen["test"], (*names, paths.TEST_SITE), **TEST_SITE_LIMITS),
			Site(
				paths.SECOND_TEST_SITE,
				chosen["second_test"],
				(*names, paths.SECOND_TEST_SITE),
				**TEST_SITE_LIMITS,
			),
		),
		web_port=chosen["web"],
		realtime_port=chosen["realtime"],
		branding=branding.read(branding_file(root)),
		addresses=configuration.own_addresses(),
	)


def branding_file(root: Path) -> Path:
	"""Where the last known name and contacts of the site are kept (by watch.py)."""
	return root / "var" / "front" / "branding.json"


def main() -> int:
	"""Render for this repository."""
	chosen = ports.load(paths.CONFIG / "ports.json")
	if not chosen:
		print("No ports are chosen yet: run ./servicedesk up.", file=sys.stderr)
		return 1
	try:
		configuration.write(settings(paths.ROOT, chosen))
	except configuration.Unsafe as problem:
		print(problem, file=sys.stderr)
		return 1
	return 0


if __name__ == "__main__":
	sys.exit(main())
