"""The parts of a mail, as places in its bytes. Source: RFC 2046, 5.1.

Not the standard library's parser: it goes into itself once a level, holds a mail in several copies, compares each line
with each boundary around it, and gives an attached mail back in other words than it came.
Here each byte is looked at once a step however deep the parts lie, and nothing is copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from servicedesk.domain.mail_fields import Fields, first_of, read_fields, typed

MAXIMUM_DEPTH, MAXIMUM_CONTAINERS, MAXIMUM_PARTS = 50, 300, 2000
MAXIMUM_BOUNDARY = 200
PLAIN, MAIL = "text/plain", "message/rfc822"


class MailUnreadable(ValueError):
	"""A mail that can never be read; ``code`` says why."""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


@dataclass
class Part:
	"""A part: its fields, its type, and where its body lies; a container's parts in their order."""

	fields: Fields
	content_type: str
	parameters: dict[str, str]
	start: int
	end: int
	boundary: bytes = b""
	parts: list[Part] = field(default_factory=list)

	@property
	def is_container(self) -> bool:
		"""Whether it holds other parts."""
		return bool(self.parts)


def parts_of(raw: bytes) -> Part:
	"""The mail as a part. Raises MailUnreadable too-deep, too-many-parts."""
	root = _read(raw, 0, PLAIN)
	if root.boundary:
		_Splitter(raw, root).run()
	return root


def _read(raw: bytes, at: int, usual_type: str) -> Part:
	fields, body = read_fields(raw, at)
	kind, parameters = typed(first_of(fields, "content-type"))
	# What is no type at all is text (RFC 2045, 5.2).
	content_type = kind if "/" in kind else PLAIN if kind else usual_type
	boundary = parameters.get("boundary", "")[:MAXIMUM_BOUNDARY].rstrip().encode("utf-8", "replace")
	part = Part(fields, content_type, parameters, body, len(raw))
	part.boundary = boundary if content_type.startswith("multipart/") else b""
	return part


class _Splitter:
	"""Goes from one boundary's line to the next; holds the containers that are open."""

	def __init__(self, raw: bytes, root: Part) -> None:
		self.raw = raw
		self.open = [root]
		self.last: Part | None = None
		self.containers = self.parts = 1
		self._look_for()

	def _look_for(self) -> None:
		"""The lines that may come now. Where two containers have one boundary, the inner one's."""
		self.levels = {part.boundary: level for level, part in enumerate(self.open)}
		# The longest first: one may begin like another.
		known = b"|".join(map(re.escape, sorted(self.levels, key=len, reverse=True)))
		self.line = re.compile(rb"\n--(" + known + rb")(--)?[ \t]{0,200}(?=\r?\n|\r?\Z)")

	def run(self) -> None:
		"""Find all parts."""
		# The line end before the body belongs to a boundary with which it begins.
		at = max(0, self.open[0].start - 1)
		while self.open and (found := self.line.search(self.raw, at)):
			level = self.levels[found[1]]
			self._close(level + 1, found.start())
			at = found.end()
			if found[2]:
				self._close(level, found.end())
			else:
				at = self._begin(found.end())

	def _close(self, level: int, at: int) -> None:
		"""Whatever is open from this level on ends before the line end at this place."""
		end = at - 1 if self.raw[at - 1 : at] == b"\r" else at
		if self.last:
			self.last.end = max(self.last.start, end)
			self.last = None
		if len(self.open) > level:
			del self.open[level:]
			if self.open:
				self._look_for()

	def _begin(self, at: int) -> int:
		"""A part begins after the boundary's line that ends here; return from where to look on."""
		line_end = self.raw.find(b"\n", at)
		container = self.open[-1]
		usual_type = MAIL if container.content_type == "multipart/digest" else PLAIN
		self.last = _read(self.raw, line_end + 1 if line_end >= 0 else len(self.raw), usual_type)
		container.parts.append(self.last)
		self.parts += 1
		if self.last.boundary:
			self.open.append(self.last)
			self.containers += 1
			self._look_for()
		if len(self.open) > MAXIMUM_DEPTH or self.containers > MAXIMUM_CONTAINERS:
			raise MailUnreadable("too-deep")
		if self.parts > MAXIMUM_PARTS:
			raise MailUnreadable("too-many-parts")
		return max(at, self.last.start - 1)
