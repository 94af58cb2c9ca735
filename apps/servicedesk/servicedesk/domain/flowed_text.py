"""Text whose lines were broken by the writer's program, in whole paragraphs again. Source: RFC 3676, 4."""

from __future__ import annotations

SIGNATURE = "-- "


def joined(text: str, *, deletes_space: bool) -> str:
	"""`deletes_space`: DelSp=yes, the blank that ends a flowed line is no part of the text."""
	lines: list[str] = []
	paragraph: list[str] = []
	depth_before = 0
	for line in text.split("\n"):
		depth, words = _unquoted(line)
		if paragraph and (depth != depth_before or words == SIGNATURE):
			lines.append(_quoted("".join(paragraph), depth_before))
			paragraph = []
		depth_before = depth
		if words.endswith(" ") and words != SIGNATURE:
			paragraph.append(words[:-1] if deletes_space else words)
		else:
			lines.append(_quoted("".join([*paragraph, words]), depth))
			paragraph = []
	if paragraph:
		lines.append(_quoted("".join(paragraph), depth_before))
	return "\n".join(lines)


def _unquoted(line: str) -> tuple[int, str]:
	words = line.lstrip(">")
	return len(line) - len(words), words.removeprefix(" ")


def _quoted(words: str, depth: int) -> str:
	return f"{'>' * depth} {words}" if depth else words
