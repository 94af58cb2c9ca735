"""200 kills during 2,000 mails in and 2,000 notices out: see `benchmarks.kills.program`. Minutes, so only when named."""

import subprocess
import sys

from benchmarks import site


def rows() -> list[tuple[str, ...]]:
	"""The account of the run. Raises CalledProcessError where something was lost or doubled that may not be."""
	# The copy is made while nobody holds the site open.
	site.disconnect()
	command = [sys.executable, "-m", "benchmarks.kills.program", f"--site={site.SITE}"]
	try:
		done = subprocess.run(command, cwd=site.ROOT, stdout=subprocess.PIPE, text=True, check=True)
	finally:
		site.connect()
	head, account = done.stdout.strip().splitlines()[-2:]
	return [("mail in and out under kills", head, account, "", "none lost; doubled: one a kill")]
