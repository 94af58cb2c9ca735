"""Takes a picture of a page that is small enough to be kept in the repository."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from localbench.problems import Problem

WIDE, NARROW = 1280, 390
# Pixels: what a window shows at least, and where a long page is cut off.
LOWEST = {WIDE: 800, NARROW: 844}
TALLEST = {WIDE: 1600, NARROW: 2000}
MOST_BYTES = 60 * 1024
# How many colours a picture that is too large may keep. Letters stay sharp that way.
COLOURS = (256, 64, 32)
HEIGHT = "() => document.documentElement.scrollHeight"
# What is drawn later than the page itself.
IS_DRAWN = "() => document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete)"


def take(page: Page, width: int, file: Path) -> None:
	"""Write the page that is open into a file, as WebP; the window gets as high as the page."""
	page.set_viewport_size({"width": width, "height": LOWEST[width]})
	page.wait_for_function(IS_DRAWN)
	height = min(max(page.evaluate(HEIGHT), LOWEST[width]), TALLEST[width])
	page.set_viewport_size({"width": width, "height": height})
	file.write_bytes(small_enough(page.screenshot(), file.name))


def small_enough(picture: bytes, name: str) -> bytes:
	"""A picture as WebP without loss, with fewer colours where it has more than MOST_BYTES; raises Problem else."""
	image = Image.open(BytesIO(picture)).convert("RGB")
	found = _webp(image)
	for colours in COLOURS:
		if len(found) <= MOST_BYTES:
			break
		found = _webp(image.quantize(colours, dither=Image.Dither.NONE).convert("RGB"))
	if len(found) > MOST_BYTES:
		raise Problem(
			f"The picture {name} has {len(found)} bytes.", "Show less on it, or cut it off earlier."
		)
	return found


def _webp(image: Image.Image) -> bytes:
	written = BytesIO()
	image.save(written, "WEBP", lossless=True, quality=100, method=4)
	return written.getvalue()
