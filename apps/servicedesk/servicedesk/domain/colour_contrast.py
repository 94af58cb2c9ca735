"""Colours that can be read on each other: contrast as WCAG 2.2 (1.4.3) reckons it. A colour is "#rrggbb" or "#rgb"."""

WHITE, BLACK = "#ffffff", "#000000"
TEXT_RATIO = 4.5
STEP = 0.05
# How the bytes of a colour weigh in its luminance, and how they grow (sRGB).
WEIGHTS = (0.2126, 0.7152, 0.0722)
DARKEST_STEPS, OFFSET, GAMMA = 0.04045, 0.055, 2.4
# Digits of a colour, with or without a byte of transparency; as short hexadecimal or whole.
SHORT, WHOLE = (3, 4), (6, 8)


def whole(digits: str) -> str:
	"""The colour of these hexadecimal digits, without transparency, as "#rrggbb".

	Raises ValueError when they are none.
	"""
	digits = digits.lstrip("#")
	if len(digits) in SHORT:
		digits = "".join(digit * 2 for digit in digits)
	if len(digits) not in WHOLE:
		raise ValueError(digits)
	return "#{:02x}{:02x}{:02x}".format(*(int(digits[place : place + 2], 16) for place in (0, 2, 4)))


def contrast(one: str, other: str) -> float:
	"""From 1, which is none, to 21, which is black on white."""
	darker, lighter = sorted((_luminance(one), _luminance(other)))
	return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str) -> str:
	"""White where it can be read, else black: one of the two always can."""
	return WHITE if contrast(WHITE, background) >= TEXT_RATIO else BLACK


def mixed(one: str, other: str, share: float) -> str:
	"""The colour that has `share` (0 to 1) of the other in it."""
	pairs = zip(_bytes(one), _bytes(other), strict=True)
	return "#{:02x}{:02x}{:02x}".format(*(round(a + (b - a) * share) for a, b in pairs))


def readable(color: str, background: str, ratio: float = TEXT_RATIO) -> str:
	"""The colour, made darker or lighter by as little as lets it be read on the background.

	:param ratio: the contrast to reach; black or white where none between them does
	"""
	end = BLACK if contrast(BLACK, background) > contrast(WHITE, background) else WHITE
	shares = (step * STEP for step in range(round(1 / STEP) + 1))
	tried = (mixed(color, end, share) for share in shares)
	return next((found for found in tried if contrast(found, background) >= ratio), end)


def _bytes(color: str) -> tuple[int, int, int]:
	digits = whole(color)[1:]
	return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _luminance(color: str) -> float:
	return sum(weight * _linear(byte / 255) for weight, byte in zip(WEIGHTS, _bytes(color), strict=True))


def _linear(value: float) -> float:
	if value <= DARKEST_STEPS:
		return value / 12.92
	return float(((value + OFFSET) / (1 + OFFSET)) ** GAMMA)
