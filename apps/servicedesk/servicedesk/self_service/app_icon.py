"""The portal's sign among a phone's apps: the first letter of its name on the company's colour, drawn once."""

from dataclasses import dataclass
from io import BytesIO

import frappe
from PIL import Image, ImageDraw, ImageFont

from servicedesk.domain.colour_contrast import readable_on, whole

# Looked for among the machine's own; the drawing library's, which comes last, knows Latin letters only.
FONTS = (
	"DejaVuSans-Bold.ttf",
	"NotoSans-Bold.ttf",
	"LiberationSans-Bold.ttf",
	"FreeSansBold.ttf",
	"Cantarell-Bold.otf",
	"Arial_Bold.ttf",
)
# What no font has a sign for is drawn like this one.
NO_SIGN = "\uffff"
KEPT_SECONDS = 30 * 24 * 3600
CORNER = 0.22


@dataclass(frozen=True)
class Shape:
	"""How an icon is drawn: pixels, the letter's part of them, and whether its corners are cut off.

	A phone cuts a "maskable" one to its own form: only a circle of 80 % is sure to be seen (W3C, manifest).
	"""

	pixels: int
	letter: float
	rounded: bool


SHAPES = {
	"32": Shape(32, 0.7, rounded=True),
	"180": Shape(180, 0.56, rounded=False),
	"192": Shape(192, 0.6, rounded=True),
	"512": Shape(512, 0.6, rounded=True),
	"maskable-192": Shape(192, 0.46, rounded=False),
	"maskable-512": Shape(512, 0.46, rounded=False),
}


def icon(name: str, letter: str, color: str) -> bytes:
	"""One of SHAPES as PNG, from the cache where it has been drawn before; `color` in hexadecimal digits."""
	key = f"servicedesk:app_icon:{name}:{letter}:{color}"
	kept = frappe.cache.get_value(key, expires=True)
	if kept is None:
		kept = drawn(SHAPES[name], letter, whole(color))
		frappe.cache.set_value(key, kept, expires_in_sec=KEPT_SECONDS)
	return bytes(kept)


def drawn(shape: Shape, letter: str, color: str) -> bytes:
	"""The icon as PNG; where the machine has no font with that letter, a speech bubble in its place."""
	image = Image.new("RGBA", (shape.pixels, shape.pixels), (0, 0, 0, 0))
	pen = ImageDraw.Draw(image)
	whole_area = (0, 0, shape.pixels - 1, shape.pixels - 1)
	if shape.rounded:
		pen.rounded_rectangle(whole_area, radius=shape.pixels * CORNER, fill=color)
	else:
		pen.rectangle(whole_area, fill=color)
	if font := _font_with(letter, round(shape.pixels * shape.letter)):
		left, top, right, bottom = pen.textbbox((0, 0), letter, font=font)
		corner = ((shape.pixels - left - right) / 2, (shape.pixels - top - bottom) / 2)
		pen.text(corner, letter, font=font, fill=readable_on(color))
	else:
		_draw_bubble(pen, shape, readable_on(color))
	content = BytesIO()
	image.save(content, "PNG", optimize=True)
	return content.getvalue()


def _font_with(letter: str, pixels: int) -> ImageFont.FreeTypeFont | None:
	"""The first font of the machine that has a sign for the letter."""
	for name in FONTS:
		try:
			font = ImageFont.truetype(name, pixels)
		except OSError:
			continue
		if _knows(font, letter):
			return font
	own = ImageFont.load_default(pixels)
	return own if isinstance(own, ImageFont.FreeTypeFont) and _knows(own, letter) else None


def _knows(font: ImageFont.FreeTypeFont, letter: str) -> bool:
	return bytes(font.getmask(letter)) != bytes(font.getmask(NO_SIGN))


def _draw_bubble(pen: ImageDraw.ImageDraw, shape: Shape, color: str) -> None:
	half, middle = shape.pixels * shape.letter / 2, shape.pixels / 2
	area = (middle - half, middle - half * 0.8, middle + half, middle + half * 0.45)
	pen.rounded_rectangle(area, radius=half * 0.3, fill=color)
	tail = [
		(middle - half * 0.5, middle + half * 0.3),
		(middle - half * 0.5, middle + half),
		(middle + half * 0.2, middle + half * 0.4),
	]
	pen.polygon(tail, fill=color)
