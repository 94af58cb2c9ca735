"""A report as the page shows it: the question, the figures in the reader's words, and what is to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from frappe import _

from servicedesk.domain.bar_chart import Area, Chart, chart, label_every
from servicedesk.domain.report_figures import (
	ClockFigures,
	Counts,
	Dimension,
	Figures,
	Group,
	foremost,
	percentages,
)
from servicedesk.domain.report_periods import Period, PeriodKind, Piece
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.report_question import Question
from servicedesk.self_service.report_words import (
	NOT_KNOWN,
	days,
	dimension_column,
	dimension_label,
	duration,
	mark,
	number,
	percent,
	period_label,
	period_name,
	piece_label,
	share_of,
)

ADDRESS = "/portal/reports"
MOST_SHOWN = 12
"""Of the groups of one kind; the table files have them all."""
MOST_MARKS = 13
WIDTH, HEIGHT = 720, 250
BARS = Area(left=38, top=10, width=WIDTH - 46, height=HEIGHT - 42)
PEOPLE_OR_THINGS = (Dimension.REQUESTER, Dimension.SITE, Dimension.EQUIPMENT)


@dataclass(frozen=True)
class Link:
	"""A period to choose."""

	label: str
	address: str
	current: bool


@dataclass(frozen=True)
class Tile:
	"""A number with its name; `key` is the same in every language."""

	key: str
	label: str
	value: str
	note: str = ""


@dataclass(frozen=True)
class Line:
	"""A line of a table: a name, numbers as they are read, and a share of a hundred to draw beside it."""

	name: str
	cells: Sequence[str]
	share: int = 0
	category: str = ""


@dataclass(frozen=True)
class ClockLine:
	"""A kind of clock: its line of the table, and the shares met in time, late and running."""

	name: str
	cells: Sequence[str]
	met: int
	late: int
	running: int


@dataclass(frozen=True)
class Section:
	"""The requests by one thing, and how many are in none of the lines."""

	key: str
	title: str
	column: str
	lines: Sequence[Line]


@dataclass(frozen=True)
class Drawing:
	"""The chart of the requests by piece of the period; a mark is the text under a place, and its middle."""

	chart: Chart
	marks: Sequence[tuple[float, str]]
	width: int
	height: int
	about: str


@dataclass(frozen=True)
class Report:
	"""All that the page shows of the figures."""

	name: str
	days: str
	tiles: Sequence[Tile]
	trend: Sequence[Line]
	drawing: Drawing
	clocks: Sequence[ClockLine]
	sections: Sequence[Section]
	is_empty: bool


def period_links(asked: Question) -> list[Link]:
	"""The periods that have names, with their addresses."""
	kind = asked.period.kind if asked.period else PeriodKind.OWN
	return [
		Link(
			period_label(choice),
			_address({"period": str(choice), "customer": asked.customer}),
			choice is kind,
		)
		for choice in PeriodKind
		if choice is not PeriodKind.OWN
	]


def export_address(asked: Question, ending: str) -> str:
	"""Where the same report is given out as a file with that ending."""
	period = asked.period
	if not period:
		return ""
	values = {"period": str(period.kind), "customer": asked.customer}
	if period.kind is PeriodKind.OWN:
		values.update({"from": asked.typed_from, "to": asked.typed_to})
	return f"{ADDRESS}.{ending}{_address(values).removeprefix(ADDRESS)}"


def report(period: Period, found: Figures) -> Report:
	"""The figures of the period in the reader's words."""
	return Report(
		name=period_name(period),
		days=days_of(period),
		tiles=_tiles(found),
		trend=trend(period, found),
		drawing=_drawing(period, found),
		clocks=[_clock_line(clock) for clock in found.clocks],
		sections=[
			_section(dimension, groups, found.counts) for dimension, groups in found.groups.items() if groups
		],
		is_empty=not any((found.counts.raised, found.counts.resolved, found.counts.open_at_end)),
	)


def days_of(period: Period) -> str:
	"""The first and the last day of the period."""
	return days(Piece(period.first, period.last))


def trend(period: Period, found: Figures) -> list[Line]:
	"""Raised and resolved requests by piece of the period."""
	length = period.piece_length
	return [
		Line(piece_label(piece, length), (number(raised), number(resolved)))
		for piece, raised, resolved in zip(period.pieces(), found.raised, found.resolved, strict=True)
	]


def group_title(dimension: Dimension, group: Group) -> str:
	"""How a group is called: a company's own words translated by the site, names of people and things as they are."""
	if not group.title:
		return _("Not given")
	return group.title if dimension in PEOPLE_OR_THINGS else own_words(group.title)


def counted(counts: Counts) -> list[tuple[str, str, int]]:
	"""The counts with their keys and names, in order; what was cancelled only where something was."""
	rows = [
		("raised", _("Raised", context="requests of a period"), counts.raised),
		("resolved", _("Resolved", context="requests"), counts.resolved),
		("closed", _("Closed", context="requests"), counts.closed),
		("cancelled", _("Cancelled", context="requests of a period"), counts.cancelled),
		("open", _("Open at the end of the period"), counts.open_at_end),
	]
	return [row for row in rows if row[0] != "cancelled" or row[2]]


def _address(values: dict[str, str]) -> str:
	return f"{ADDRESS}?{urlencode({name: value for name, value in values.items() if value})}"


def _tiles(found: Figures) -> list[Tile]:
	average = found.ratings.average
	rating = Tile(
		"rating",
		_("Average rating"),
		NOT_KNOWN if average is None else number(average),
		_("Ratings: {0}").format(number(found.ratings.number)),
	)
	return [*(Tile(key, label, number(value)) for key, label, value in counted(found.counts)), rating]


def _drawing(period: Period, found: Figures) -> Drawing:
	drawn = chart([found.raised, found.resolved], BARS)
	pieces, length = period.pieces(), period.piece_length
	every = label_every(len(pieces), MOST_MARKS)
	return Drawing(
		chart=drawn,
		marks=[
			(drawn.middles[place], mark(piece, length))
			for place, piece in enumerate(pieces)
			if place % every == 0
		],
		width=WIDTH,
		height=HEIGHT,
		about=_("Raised: {0}. Resolved: {1}. The table holds every number.").format(
			number(found.counts.raised), number(found.counts.resolved)
		),
	)


def _clock_line(clock: ClockFigures) -> ClockLine:
	met, late, running = clock.shares
	cells = (
		share_of(clock.met, met),
		share_of(clock.late, late),
		share_of(clock.running, running),
		NOT_KNOWN if clock.kept is None else percent(clock.kept),
		duration(clock.average_seconds),
		duration(clock.median_seconds),
	)
	return ClockLine(own_words(clock.label), cells, met, late, running)


def _section(dimension: Dimension, groups: Sequence[Group], counts: Counts) -> Section:
	"""The foremost groups. Not every request is about a site or a piece of equipment: there, of those that are."""
	total = counts.raised
	if dimension in (Dimension.SITE, Dimension.EQUIPMENT):
		total = sum(group.number for group in groups)
	shown, others = foremost(groups, MOST_SHOWN, total)
	lines = [_line(group_title(dimension, group), group.number, total, group.category) for group in shown]
	if others > 0:
		lines.append(_line(_("Others"), others, total))
	return Section(str(dimension), dimension_label(dimension), dimension_column(dimension), lines)


def _line(name: str, count: int, total: int, category: str = "") -> Line:
	share = percentages([count, max(total - count, 0)])[0]
	return Line(name, (number(count), percent(share)), share, category)
