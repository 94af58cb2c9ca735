"""Small pictures."""

import unittest
from io import BytesIO
from unittest.mock import patch

from PIL import Image

from servicedesk.shared import pictures

ORIENTATION = 0x0112  # of Exif


def written(kind: str, mode: str = "RGB", size: tuple[int, int] = (1200, 600)) -> bytes:
	"""A picture of that kind."""
	file = BytesIO()
	Image.new(mode, size).save(file, kind)
	return file.getvalue()


class TestPictures(unittest.TestCase):
	"""From bytes that anybody may have sent."""

	def test_each_kind_becomes_a_small_jpeg(self) -> None:
		for kind, mode in (("PNG", "RGBA"), ("JPEG", "RGB"), ("GIF", "P"), ("WEBP", "RGB"), ("BMP", "RGB")):
			with self.subTest(kind=kind):
				small = pictures.small_picture(written(kind, mode))
				assert small
				with Image.open(BytesIO(small)) as picture:
					self.assertEqual((picture.format, picture.size), ("JPEG", (320, 160)))

	def test_what_is_no_picture_has_none(self) -> None:
		# A real picture that ends too early is another matter: the framework has Pillow show what there is of it.
		for content in (b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"<svg onload='x()'/>"):
			with self.subTest(content=content[:8]):
				self.assertIsNone(pictures.small_picture(content))

	def test_a_kind_that_is_not_named_is_not_opened(self) -> None:
		self.assertIsNone(pictures.small_picture(written("TIFF")))

	def test_too_many_points_are_not_read(self) -> None:
		few = 1200 * 600 - 1
		for kind, bound in (("PNG", {"MOST_UNPACKED": few}), ("JPEG", {"MOST_POINTS": {"JPEG": few}})):
			with (
				self.subTest(kind),
				patch.multiple(pictures, **bound),
				patch.object(pictures, "_written") as write,
			):
				self.assertIsNone(pictures.small_picture(written(kind)))
				write.assert_not_called()

	def test_a_picture_of_a_camera_stands_upright(self) -> None:
		file = BytesIO()
		turned = Image.Exif()
		turned[ORIENTATION] = 6
		Image.new("RGB", (1200, 600)).save(file, "JPEG", exif=turned)
		with Image.open(BytesIO(pictures.small_picture(file.getvalue()) or b"")) as picture:
			self.assertEqual(picture.size, (160, 320))
