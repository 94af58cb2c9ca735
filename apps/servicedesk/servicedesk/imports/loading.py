"""The loading of one file: batch by batch, each in its own transaction, or all in one.

Keep Good Rows: what a batch wrote, how many rows were read and counted, and what is wrong with them are committed
together, so that a run which is killed goes on exactly where it stopped. All or Nothing, and checks: one transaction,
which a kill undoes and the next run begins anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import frappe
from frappe.utils import now_datetime
from pymysql.err import DataError, IntegrityError

from servicedesk.domain.problems import Problem
from servicedesk.domain.table_encoding import FileProblem
from servicedesk.domain.table_file import Row, TableFile, count_rows, open_table, rows_of, shown_separator
from servicedesk.imports.batches import store
from servicedesk.imports.candidates import Candidate, RowReader
from servicedesk.imports.progress import show_progress
from servicedesk.imports.registers import REGISTERS
from servicedesk.imports.results import forget_problems, store_problems
from servicedesk.imports.writing import Stamp

BATCH = 1000
ATTEMPTS = 3
SAMPLE_ROWS, SAMPLE_CELLS, SAMPLE_CHARACTERS = 3, 6, 40
COUNTS = ("made", "changed", "unchanged", "bad")


class Loading:
	"""One run over one file; `job` is the SD Import. Raises FileProblem when made of a file that cannot be loaded."""

	def __init__(self, job: Any, content: bytes) -> None:
		self.job = job
		self.table: TableFile = open_table(content, job.encoding or "")
		self.total = count_rows(self.table)
		self.register = REGISTERS[job.kind]()
		self.reader = RowReader(self.register.column_set, self.table.header)
		self._check_header()
		self.by_batch = job.mode == "Keep Good Rows" and not job.check_only
		self.read = (job.rows_read or 0) if self.by_batch else 0
		self.counts = {count: (job.get(count) or 0) if self.by_batch else 0 for count in COUNTS}
		self.pending: list[Row] = []
		self.bad: list[Candidate] = []

	def _check_header(self) -> None:
		doubled, line = self.reader.matched.doubled, self.table.header_line
		if doubled:
			raise FileProblem("doubled_columns", line, {"columns": ", ".join(doubled)})
		labels = self.register.column_set
		missing = [name for name in self.register.demanded if name not in self.reader.matched.positions]
		if missing:
			names = ", ".join(labels.label(name) for name in missing)
			raise FileProblem("missing_columns", line, {"columns": names})
		if not self.total:
			raise FileProblem("no_rows", line)

	def findings(self) -> dict[str, Any]:
		"""What was found out of the file, for whoever looks at the form."""
		rows = [list(self.table.header)]
		rows += [list(row.cells) for row in islice(rows_of(self.table), SAMPLE_ROWS) if not row.problem]
		return {
			"encoding": self.table.encoding.name,
			"certain": self.table.encoding.certain,
			"separator": shown_separator(self.table.separator),
			"unknown": [heading or "–" for heading in self.reader.matched.unknown],
			"sample": [[cell[:SAMPLE_CHARACTERS] for cell in row[:SAMPLE_CELLS]] for row in rows],
		}

	def run(self) -> dict[str, int]:
		"""Load the file; return the counts. What is to be undone is undone, and what was found is not committed yet."""
		if not self.read:
			forget_problems(self.job.name)
		rows = rows_of(self.table)
		self._catch_up(islice(rows, self.read))
		for batch in _batches(rows):
			self.read += len(batch)
			self._load(batch)
		self._load_pending()
		if not self.by_batch:
			self._end_transaction()
		return self.counts

	def _catch_up(self, rows: Iterable[Row]) -> None:
		"""Remember what rows of a run before have named, and which of them wait."""
		waiting = set(map(int, (self.job.postponed or "").split())) if self.by_batch else set()
		for batch in _batches(rows):
			self.register.note([self.reader.read(row) for row in batch])
			self.pending += [row for row in batch if row.line in waiting]

	def _load_pending(self) -> None:
		"""Rows that wait for others, again and again until no more of them find what they wait for."""
		while self.pending:
			waiting, self.pending = self.pending, []
			for batch in _batches(waiting):
				self._load(batch)
			if len(self.pending) == len(waiting):
				refused = [self._never_found(row) for row in self.pending]
				self.pending = []
				self._count(refused)
				self._keep(refused)

	def _never_found(self, row: Row) -> Candidate:
		candidate = Candidate(row)
		column, code = self.register.never_found
		candidate.problems.append(Problem(column, code))
		return candidate

	def _load(self, rows: Sequence[Row]) -> None:
		batch = self._stored(rows)
		self.pending += [each.row for each in batch if each.postponed and each.is_good]
		self._count(batch)
		self._keep([each for each in batch if not each.is_good])
		show_progress(self.job.name, self.read, self.total)

	def _stored(self, rows: Sequence[Row]) -> list[Candidate]:
		"""Write the rows. A batch by itself is tried anew when somebody else was in the way."""
		for attempt in range(1, ATTEMPTS + 1):
			batch = [self.reader.read(row) for row in rows]
			stamp = Stamp(self.job.started_by, now_datetime(), self.job.name)
			last = attempt == ATTEMPTS or not self.by_batch
			try:
				store(self.register, batch, stamp, by_halves=last)
			except (frappe.QueryDeadlockError, frappe.QueryTimeoutError, IntegrityError, DataError):
				if last:
					raise
				frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
			else:
				break
		return batch

	def _count(self, batch: Sequence[Candidate]) -> None:
		for candidate in batch:
			if not candidate.is_good:
				self.counts["bad"] += 1
			elif not candidate.postponed:
				self.counts[candidate.outcome] += 1

	def _keep(self, bad: Sequence[Candidate]) -> None:
		"""Commit the batch with all that is known of it; what is one transaction is kept in mind until its end."""
		if not self.by_batch:
			self.bad += bad
			return
		self._store_problems(bad)
		waiting = " ".join(str(row.line) for row in self.pending)
		known = {**self.counts, "rows_read": self.read, "postponed": waiting}
		frappe.db.set_value("SD Import", self.job.name, known, update_modified=False)
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction

	def _end_transaction(self) -> None:
		"""A check leaves nothing behind, nor does all or nothing with a bad row."""
		if self.job.check_only or self.counts["bad"]:
			frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
			forget_problems(self.job.name)
		self._store_problems(self.bad)

	def _store_problems(self, bad: Sequence[Candidate]) -> None:
		stamp = Stamp(self.job.started_by, now_datetime(), self.job.name)
		for start in range(0, len(bad), BATCH):
			store_problems(self.job.kind, self.reader, bad[start : start + BATCH], stamp)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
	iterator = iter(rows)
	while batch := list(islice(iterator, BATCH)):
		yield batch
