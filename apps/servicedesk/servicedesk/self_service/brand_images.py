"""The company's uploaded pictures as the portal shows them: drawn anew in the size that is needed, so that they are small,
crisp, and nothing but a picture, whoever may read the uploaded file itself.
"""

import hashlib
from collections.abc import Callable
from io import BytesIO

import frappe
from PIL import Image

from servicedesk.shared.stored_pictures import NoPicture, opened

# Shown 40 high; screens of telephones have two to three pixels for each.
LOGO_HEIGHT, LOGO_WIDTH = 120, 720
Ground = tuple[int, int, int, int]
CLEAR: Ground = (0, 0, 0, 0)
PAPER: Ground = (255, 255, 255, 255)
KEPT_SECONDS = 30 * 24 * 3600
Drawing = Callable[[Image.Image], Image.Image]


def logo_address(file_url: str | None) -> str:
	"""Where the portal shows the logo; nothing for none. Another file has another address."""
	return f"/portal/logo/{version_of(file_url)}.png" if file_url else ""


def version_of(file_url: str) -> str:
	"""What stands for the file in addresses."""
	return hashlib.sha256(file_url.encode()).hexdigest()[:12]


def logo_picture(file_url: str) -> bytes | None:
	"""The logo as PNG, no larger than it is shown on the finest screens; None where it cannot be read."""
	return _kept(f"logo:{file_url}", file_url, _as_logo)


def icon_picture(file_url: str, pixels: int, *, clear: bool) -> bytes | None:
	"""A square PNG with the whole picture in it; None where it cannot be read.

	Clear around it, or on white with room for a phone to cut the corners off (W3C, manifest: a circle of 80 %).
	"""
	share, ground = (1.0, CLEAR) if clear else (0.62, PAPER)
	key = f"icon:{file_url}:{pixels}:{clear}"
	return _kept(key, file_url, lambda image: _as_icon(image, pixels, share, ground))


def _kept(key: str, file_url: str, draw: Drawing) -> bytes | None:
	cache_key = f"servicedesk_picture:{version_of(key)}"
	kept = frappe.cache.get_value(cache_key)
	if kept is None:
		try:
			kept = _png(draw(opened(file_url)))
		except NoPicture:
			return None
		frappe.cache.set_value(cache_key, kept, expires_in_sec=KEPT_SECONDS)
	return bytes(kept)


def _as_logo(image: Image.Image) -> Image.Image:
	image.thumbnail((LOGO_WIDTH, LOGO_HEIGHT), Image.Resampling.LANCZOS)
	return image


def _as_icon(image: Image.Image, pixels: int, share: float, ground: Ground) -> Image.Image:
	room = max(1, round(pixels * share))
	scale = min(room / image.width, room / image.height)
	size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
	fitted = image.resize(size, Image.Resampling.LANCZOS)
	square = Image.new("RGBA", (pixels, pixels), ground)
	square.paste(fitted, ((pixels - size[0]) // 2, (pixels - size[1]) // 2), fitted)
	return square


def _png(image: Image.Image) -> bytes:
	content = BytesIO()
	image.save(content, "PNG", optimize=True)
	return content.getvalue()
