"""Words of customers on their way to places that show HTML.

The framework's forms show several kinds of text as HTML, and its own cleaning is skipped for rows that we write
ourselves and for text that looks like JSON. So the two signs that make HTML out of text are stored as entities, and
turned back wherever we show text as text.
"""


def shield(text: str) -> str:
	"""The text with `<` and `>` as entities: no markup any more, wherever it is shown."""
	return text.replace("<", "&lt;").replace(">", "&gt;")


def unshield(text: str | None) -> str:
	"""What was typed, for places that escape by themselves: the portal's templates, plain-text mail."""
	return (text or "").replace("&lt;", "<").replace("&gt;", ">")
