"""A report as tables to be taken along: a workbook with a sheet for each table, or one table as text."""

from collections.abc import Sequence
from datetime import timedelta

from frappe import _

from servicedesk.domain.durations import duration_text
from servicedesk.domain.report_figures import ClockFigures, Dimension, Figures, Group
from servicedesk.domain.report_periods import Period
from servicedesk.domain.table_report import write_table
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.report_page import counted, days_of, group_title
from servicedesk.self_service.report_words import (
	dimension_column,
	dimension_label,
	percent,
	piece_label,
)
from servicedesk.shared.workbook import Cell, Sheet, workbook

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
	CSV: "text/csv; charset=utf-8",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def report_file(ending: str, period: Period, found: Figures, customers: str) -> bytes:
	"""The report as a file with that ending, a key of CONTENT_TYPES."""
	sheets = report_sheets(period, found, customers)
	return workbook(sheets) if ending == XLSX else _one_table(sheets)


def file_name(ending: str, period: Period) -> str:
	"""What the file is called."""
	return f"report-{period.first.isoformat()}-{period.last.isoformat()}.{ending}"


def report_sheets(period: Period, found: Figures, customers: str) -> list[Sheet]:
	"""All tables; every group, also those that the page only sums up."""
	return [
		Sheet(_("Report"), [_("Figure"), _("Value")], _overview(period, found, customers)),
		Sheet(_("Over time"), [_("Period"), *_moves()], _over_time(period, found)),
		Sheet(_("Service levels"), _clock_header(), [_clock_row(clock) for clock in found.clocks]),
		*(_group_sheet(dimension, groups) for dimension, groups in found.groups.items() if groups),
	]


def _moves() -> list[str]:
	return [_("Raised", context="requests of a period"), _("Resolved", context="requests")]


def _overview(period: Period, found: Figures, customers: str) -> list[tuple[str, Cell]]:
	average = found.ratings.average
	return [
		(_("Customer"), customers),
		(_("Period"), days_of(period)),
		*((label, value) for _key, label, value in counted(found.counts)),
		(_("Average rating"), None if average is None else round(average, 2)),
		(_("Number of ratings"), found.ratings.number),
	]


def _over_time(period: Period, found: Figures) -> list[tuple[Cell, ...]]:
	length = period.piece_length
	return [
		(piece_label(piece, length), raised, resolved)
		for piece, raised, resolved in zip(period.pieces(), found.raised, found.resolved, strict=True)
	]


def _clock_header() -> list[str]:
	return [
		_("Service level"),
		_("Met in time"),
		_("Missed"),
		_("Running"),
		_("Kept"),
		_("Average time"),
		_("Median time"),
	]


def _clock_row(clock: ClockFigures) -> tuple[Cell, ...]:
	return (
		own_words(clock.label),
		clock.met,
		clock.late,
		clock.running,
		None if clock.kept is None else percent(clock.kept),
		_length(clock.average_seconds),
		_length(clock.median_seconds),
	)


def _length(seconds: float | None) -> timedelta | None:
	return None if seconds is None else timedelta(seconds=round(seconds))


def _group_sheet(dimension: Dimension, groups: Sequence[Group]) -> Sheet:
	header = [dimension_column(dimension), _("Requests")]
	return Sheet(
		dimension_label(dimension),
		header,
		[(group_title(dimension, group), group.number) for group in groups],
	)


def _one_table(sheets: Sequence[Sheet]) -> bytes:
	"""All tables in one: a line for each number, which says of which table, line and column it is."""
	lines = [
		(sheet.title, _text(row[0]), column, _text(value))
		for sheet in sheets
		for row in sheet.rows
		for column, value in zip(sheet.header[1:], row[1:], strict=True)
	]
	return write_table([_("Table"), _("Line"), _("Column"), _("Value")], lines)


def _text(value: Cell) -> str:
	if value is None:
		return ""
	return duration_text(int(value.total_seconds())) if isinstance(value, timedelta) else str(value)
