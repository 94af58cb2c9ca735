"""Small files that really are, or really are not, what their names say."""

import struct
import zlib


def _chunk(kind: bytes, content: bytes) -> bytes:
	return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int) -> bytes:
	header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
	rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
	return (
		b"\x89PNG\r\n\x1a\n"
		+ _chunk(b"IHDR", header)
		+ _chunk(b"IDAT", zlib.compress(rows))
		+ _chunk(b"IEND", b"")
	)


PNG = _png(8, 8)
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MEGABYTE = 1024 * 1024


def text_of(size: int) -> bytes:
	"""A plain text of so many bytes."""
	line = b"Jurnalul platformei EDI\n"
	return (line * (size // len(line) + 1))[:size]
