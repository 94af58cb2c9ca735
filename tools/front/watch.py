"""Keeps the name and contacts on the error pages those of the site: ``python3 tools/front/watch.py``.

Staff change them in the site's settings, and a preset brings others; the pages are needed when the site cannot be asked.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from front import branding, configuration, render
from localbench import paths, ports

# Until the first answer; then between one and the next.
FIRST_SECONDS, NEXT_SECONDS = 1.0, 15.0


def refresh(root: Path, chosen: Mapping[str, int], site: str) -> bool:
	"""Ask the site once, and render anew what has changed; return whether it answered."""
	found = branding.ask(chosen["web"], site)
	if found is None:
		return False
	file = render.branding_file(root)
	if found != branding.read(file):
		branding.keep(file, found)
		settings = render.settings(root, chosen)
		configuration.write(settings)
		reload(settings.folder / "nginx.pid")
	return True


def reload(pid_file: Path) -> None:
	"""Make a running nginx read its configuration again. Connections that are open stay so."""
	with contextlib.suppress(OSError, ValueError):
		os.kill(int(pid_file.read_text(encoding="ascii")), signal.SIGHUP)


def main() -> int:
	"""Go on until ended."""
	chosen = ports.load(paths.CONFIG / "ports.json")
	if not chosen:
		print("No ports are chosen yet: run ./servicedesk up.", file=sys.stderr)
		return 1
	pause = FIRST_SECONDS
	while True:
		if refresh(paths.ROOT, chosen, paths.DEVELOPMENT_SITE):
			pause = NEXT_SECONDS
		time.sleep(pause)


if __name__ == "__main__":
	sys.exit(main())
