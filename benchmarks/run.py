"""`./servicedesk bench`: prints what the product costs. See docs/benchmarks.md for how to read it."""

import sys
from collections.abc import Callable, Sequence

from benchmarks import (
	clients,
	clocks,
	escalation,
	growth,
	imports,
	intake,
	large_form,
	mail_in,
	mail_kills,
	mail_out,
	pages,
	phone,
	registers,
	reports,
	request_lists,
	site,
	ticket_queue,
)
from benchmarks.set_up import set_up_seconds

HEADINGS = ("what", "cost", "floor beside it", "ratio", "target")
Rows = list[tuple[str, ...]]


def main(wanted: Sequence[str]) -> int:
	"""Measure everything, or the named sections; tell each line when it is known, and print the table in the end."""
	if unknown := [name for name in wanted if name not in SECTIONS]:
		print(f"There is no section {', '.join(unknown)}. Known: {', '.join(SECTIONS)}.", file=sys.stderr)
		return 2
	rows: Rows = []
	for name, measure in SECTIONS.items():
		if name in wanted or not (wanted or name in ONLY_WHEN_NAMED):
			# Each begins with the preset's sample data alone, whatever the one before has filled the site with.
			site.restore()
			site.connect()
			found = measure()
			# A database cannot go while this process holds it open.
			site.disconnect()
			print(*(" · ".join(row) for row in found), sep="\n", flush=True)
			rows += found
	site.restore()
	_print(rows)
	return 0


def _intake_rows() -> Rows:
	with site.floor_doctype() as fields:
		warm = intake.warm(fields)
		fresh = intake.as_request(fields)
		of_ticket, of_floor = intake.statements(fields)
	floor = f"plain document, {fields} fields"
	return [
		(
			"new ticket, caches warm",
			f"{warm.measured:.1f} ms",
			f"{warm.floor:.1f} ms, {floor}",
			f"{warm.ratio:.2f}",
			"2.5",
		),
		(
			"new ticket, as a request sees it",
			f"{fresh.measured:.1f} ms",
			f"{fresh.floor:.1f} ms, {floor}",
			f"{fresh.ratio:.2f}",
			"2.5",
		),
		("new ticket, SQL statements", str(of_ticket), str(of_floor), "", "25"),
	]


def _page_rows() -> Rows:
	number = pages.new_ticket()
	with large_form.published() as form:
		return [
			_page_row(label, pages.cost(path))
			for label, path in (
				("portal, first page", "/portal"),
				("portal, list of requests", "/portal/requests"),
				("portal, form of a new request", "/portal/new/helpdesk"),
				(f"portal, form with {large_form.FIELDS} fields", form),
				("portal, a request's page", f"/portal/requests/{number}"),
			)
		]


def _page_row(label: str, cost: pages.PageCost) -> tuple[str, ...]:
	found = cost.comparison
	weights = (
		f"{cost.first_visit_bytes / 1024:.1f} KB first visit, {cost.next_visit_bytes / 1024:.1f} KB next"
	)
	return (
		label,
		f"{found.measured:.1f} ms, {cost.statements} SQL, {weights}",
		f"{found.floor:.1f} ms, empty web page",
		f"{found.ratio:.2f}",
		"2.0; 25 ms; 100 and 20 KB",
	)


def _client_rows() -> Rows:
	found = clients.throughput()
	return [
		(
			"new tickets over HTTP, 4 clients",
			f"{found.four:.1f} a second",
			f"{found.one:.1f} a second, 1 client",
			f"{found.gain:.2f}",
			"1.6",
		)
	]


def _register_rows() -> Rows:
	rows = [growth.line(found, registers.FEW, registers.MANY, "customers") for found in registers.growths()]
	cold, warm = map(str, registers.scope_statements())
	return [*rows, ("check of rights, SQL statements", f"{cold} cold", f"{warm} warm", "", "3; 0")]


def _clock_rows() -> Rows:
	speed = clocks.speed()
	swept = clocks.sweep_growth()
	renewed = clocks.renewal()
	calendar = f"{clocks.HOLIDAYS} holidays, 400 hours"
	return [
		("due times, a second of one core", f"{speed.due:,.0f}", calendar, "", "100,000"),
		("elapsed times, a second of one core", f"{speed.elapsed:,.0f}", calendar, "", "100,000"),
		(
			f"sweep for breaches, {clocks.MANY:,} running clocks",
			f"{swept.many:.1f} ms, {clocks.DUE} due",
			f"{swept.few:.1f} ms, {clocks.FEW:,} running clocks, {clocks.DUE} due",
			f"{swept.ratio:.2f}",
			"1.5",
		),
		(
			f"clocks of {clocks.RENEWED:,} open tickets after an edit",
			f"{renewed.seconds:.1f} s",
			"",
			"",
			"60 s",
		),
		("check of stored clocks", f"{renewed.checked:,.0f} tickets a second", "", "", ""),
	]


def _set_up_rows() -> Rows:
	seconds = set_up_seconds()
	shown = f"{seconds:.0f} s" if seconds else "not set up from nothing on this machine"
	return [("set-up from nothing, on this machine", shown, "", "", "360 s")]


def _print(rows: Rows) -> None:
	widths = [max(len(row[column]) for row in (HEADINGS, *rows)) for column in range(len(HEADINGS))]
	for row in (HEADINGS, tuple("-" * width for width in widths), *rows):
		print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


SECTIONS: dict[str, Callable[[], Rows]] = {
	"intake": _intake_rows,
	"pages": _page_rows,
	"phone": phone.rows,
	"clients": _client_rows,
	"imports": imports.rows,
	"registers": _register_rows,
	"queue": ticket_queue.rows,
	"requests": request_lists.rows,
	"reports": reports.rows,
	"clocks": _clock_rows,
	"escalation": escalation.rows,
	"mail-in": mail_in.rows,
	"mail-out": mail_out.rows,
	"set-up": _set_up_rows,
	"mail-kills": mail_kills.rows,
}
# Those that take minutes and measure no speed.
ONLY_WHEN_NAMED = frozenset({"mail-kills"})


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
