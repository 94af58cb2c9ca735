"""Fetcher, sender, MariaDB and Redis are killed at random while mail comes in and notices go out.

In every day's run a small one, of its own database and Redis; `./servicedesk bench mail-kills` is the run of 200 kills.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.kills.desk import Account
from benchmarks.kills.program import is_well
from tests.faults import escalations

ROOT = Path(__file__).resolve().parents[2]
MAILS, NOTICES, PATIENCE_SECONDS = 100, 100, 300


def test_each_mail_is_in_one_place_and_no_notice_is_lost(kills: int, seed: int) -> None:
	"""One ticket or message, one row, one folder for each mail; a notice comes twice for a kill at most."""
	sizes = [f"--mails={MAILS}", f"--notices={NOTICES}", f"--kills={kills}", f"--seed={seed}"]
	done = subprocess.run(
		[sys.executable, "-m", "benchmarks.kills.program", f"--site={escalations.SITE}", *sizes],
		cwd=ROOT,
		capture_output=True,
		text=True,
		check=False,
		timeout=PATIENCE_SECONDS,
	)
	print(done.stdout)  # noqa: T201 — the figures of a long run
	assert done.returncode == 0, done.stdout + done.stderr[-2000:]
	assert re.search(rf"^{kills} killed ", done.stdout, re.MULTILINE)
	assert f"mails {MAILS}, lost mails 0, doubled mails 0," in done.stdout


def test_what_is_no_good_end() -> None:
	"""Anything lost or in two places; and more doubled notices than senders and databases were killed."""
	killed = Counter({"sender": 1, "mariadb": 1, "redis": 5})
	assert is_well(Account(mails=3, notices=4, doubled_notices=2), killed)
	assert not is_well(Account(doubled_notices=3), killed)
	for name in ("lost_mails", "doubled_mails", "in_two_folders", "lost_notices", "files_of_nobody"):
		assert not is_well(Account(**{name: 1}), killed)
