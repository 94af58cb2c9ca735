"""Small pictures of pictures, for lists of attachments."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

# What the portal shows as a picture; nothing else is ever opened, whatever its content says it is.
EXTENSIONS = frozenset(("png", "jpg", "jpeg", "gif", "webp", "bmp"))
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
# A picture of a camera has 12 to 50 million points; a few bytes can claim to have billions. A JPEG is read at the size
# that is needed; of the others every point is unpacked, which takes four bytes each.
MOST_POINTS = {"JPEG": 60_000_000}
MOST_UNPACKED = 16_000_000
SIDE = 320
QUALITY = 78
MEDIA_TYPE = "image/jpeg"
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def small_picture(content: bytes) -> bytes | None:
	"""The picture as a JPEG of at most 320 points a side, upright and on white; None for what is none, or too large."""
	try:
		with Image.open(BytesIO(content), formats=FORMATS) as picture:
			if picture.width * picture.height > MOST_POINTS.get(str(picture.format), MOST_UNPACKED):
				return None
			# A JPEG is read at the size that is needed, not at its own.
			picture.draft("RGB", (SIDE, SIDE))
			picture.thumbnail((SIDE, SIDE))
			ImageOps.exif_transpose(picture, in_place=True)
			return _written(picture)
	except BROKEN:
		return None


def _written(picture: Image.Image) -> bytes:
	layer = picture.convert("RGBA")
	page = Image.new("RGB", layer.size, "white")
	page.paste(layer, mask=layer)
	written = BytesIO()
	page.save(written, "JPEG", quality=QUALITY, optimize=True)
	return written.getvalue()
