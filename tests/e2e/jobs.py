"""The site's timed jobs, run now instead of at the next minute, in a process of their own as the scheduler does."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from localbench import paths, programs
from tests.e2e import bench
from tests.e2e.desk_records import DeskRecords

TIMED_STEPS = "servicedesk.tickets.timed_steps.run_due"
ESCALATION = "servicedesk.tickets.escalation.sweep.run"
RULE = "SD Escalation Rule"


def run(*jobs: str) -> None:
	"""Run jobs one after the other and wait for their end."""
	for job in jobs:
		done = subprocess.run(
			programs.bench_arguments("--site", bench.site_name(), "execute", job),
			cwd=paths.SITES,
			env=programs.environment({}),
			capture_output=True,
			text=True,
			check=False,
		)
		assert done.returncode == 0, f"{job}: {done.stderr[-2000:]}"


@contextmanager
def around_the_clock(calendar: str, database: bench.Database, records: DeskRecords) -> Iterator[None]:
	"""Working hours without end, so that tests say the same on a Sunday; rules of escalation in force for long."""
	records.change("SD Work Calendar", calendar, always_open=1)
	rules_since_long(database, records)
	yield
	records.change("SD Work Calendar", calendar, always_open=0)


def rules_since_long(database: bench.Database, records: DeskRecords) -> None:
	"""Have the preset's escalation rules in force since long ago: moments before that are none of theirs."""
	database.rows(f"update `tab{RULE}` set active_from = active_from - interval 60 day")
	first = database.rows(f"select name from `tab{RULE}` order by name limit 1")[0]["name"]
	# A rule that is saved makes every process read them anew.
	records.change(RULE, first, enabled=1)
