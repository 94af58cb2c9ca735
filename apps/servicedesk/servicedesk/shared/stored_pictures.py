"""The company's own pictures (logo, icon), opened with care: of a few kinds, and of a size that fits into memory."""

from io import BytesIO

import frappe
from PIL import Image, UnidentifiedImageError

from servicedesk.shared.stored_files import bytes_of

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
# More than any logo needs is an attack on the memory.
MOST_PIXELS = 16_000_000


class NoPicture(ValueError):
	"""The file is no picture that can be shown."""


def is_picture(file_url: str) -> bool:
	"""Whether the file at that address of the site is a picture that can be shown."""
	try:
		opened(file_url)
	except NoPicture:
		return False
	return True


def opened(file_url: str) -> Image.Image:
	"""The stored picture; raises NoPicture for everything else, and for one that is too large to draw."""
	name = frappe.db.get_value("File", {"file_url": file_url}, "name")
	if not name:
		raise NoPicture(file_url)
	try:
		image = Image.open(BytesIO(bytes_of(name)), formats=FORMATS)
		if image.width * image.height > MOST_PIXELS:
			raise NoPicture(file_url)
		return image.convert("RGBA")
	except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
		raise NoPicture(file_url) from error
