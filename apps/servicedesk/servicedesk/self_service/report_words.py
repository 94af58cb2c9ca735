"""How a report names its periods and tells its numbers, in the reader's language."""

from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, format_percent
from frappe import _, local

from servicedesk.domain.report_figures import Dimension
from servicedesk.domain.report_periods import Period, PeriodKind, Piece, PieceLength
from servicedesk.self_service.formatting import locale_of, span

NAME_PATTERNS = {
	PeriodKind.THIS_MONTH: "LLLL y",
	PeriodKind.LAST_MONTH: "LLLL y",
	PeriodKind.THIS_QUARTER: "QQQQ y",
	PeriodKind.LAST_QUARTER: "QQQQ y",
	PeriodKind.THIS_YEAR: "y",
	PeriodKind.LAST_YEAR: "y",
}
NOT_KNOWN = "–"


def period_label(kind: PeriodKind) -> str:
	"""How a period is chosen."""
	return {
		PeriodKind.THIS_MONTH: _("This month"),
		PeriodKind.LAST_MONTH: _("Last month"),
		PeriodKind.THIS_QUARTER: _("This quarter"),
		PeriodKind.LAST_QUARTER: _("Last quarter"),
		PeriodKind.THIS_YEAR: _("This year"),
		PeriodKind.LAST_YEAR: _("Last year"),
		PeriodKind.OWN: _("Other period"),
	}[kind]


def period_name(period: Period) -> str:
	"""The name of a month, a quarter or a year ("octombrie 2026"); the days of any other."""
	pattern = NAME_PATTERNS.get(period.kind)
	if not pattern:
		return days(Piece(period.first, period.last))
	return str(format_date(period.first, pattern, locale=locale_of(local.lang)))


def days(piece: Piece) -> str:
	"""The days from the first to the last one with the year, e.g. "1–31 oct. 2026"."""
	if piece.first == piece.last:
		return str(format_date(piece.first, "d MMM y", locale=locale_of(local.lang)))
	return str(format_interval(piece.first, piece.last, "yMMMd", locale=locale_of(local.lang)))


def piece_label(piece: Piece, length: PieceLength) -> str:
	"""A piece of a period in a table."""
	if length is PieceLength.MONTH:
		return str(format_date(piece.first, "LLL y", locale=locale_of(local.lang)))
	return days(piece)


def mark(piece: Piece, length: PieceLength) -> str:
	"""The same in few letters, for under a bar."""
	pattern = {PieceLength.DAY: "d", PieceLength.WEEK: "d.MM", PieceLength.MONTH: "LLL"}[length]
	return str(format_date(piece.first, pattern, locale=locale_of(local.lang)))


def number(value: float) -> str:
	"""A number with at most one decimal place."""
	return str(format_decimal(round(value, 1), locale=locale_of(local.lang)))


def percent(share: int) -> str:
	"""A share of a hundred, e.g. "60 %"."""
	return str(format_percent(share / 100, locale=locale_of(local.lang)))


def share_of(count: int, share: int) -> str:
	"""A count with its share, e.g. "12 (60 %)"; no share of nothing."""
	return f"{number(count)} ({percent(share)})" if count else number(count)


def duration(seconds: float | None) -> str:
	"""Working time in hours and minutes; a dash where there is none."""
	return NOT_KNOWN if seconds is None else span(round(seconds))


def dimension_label(dimension: Dimension) -> str:
	"""The heading above the groups."""
	return {
		Dimension.STATE: _("By state"),
		Dimension.SERVICE: _("By service"),
		Dimension.REQUEST_TYPE: _("By type of request"),
		Dimension.REQUESTER: _("By requester"),
		Dimension.SITE: _("By site"),
		Dimension.EQUIPMENT: _("By piece of equipment"),
	}[dimension]


def dimension_column(dimension: Dimension) -> str:
	"""The heading of the column with the groups' names."""
	return {
		Dimension.STATE: _("State"),
		Dimension.SERVICE: _("Service"),
		Dimension.REQUEST_TYPE: _("Type"),
		Dimension.REQUESTER: _("Requester"),
		Dimension.SITE: _("Site"),
		Dimension.EQUIPMENT: _("Equipment"),
	}[dimension]
