"""Makes a winmail.dat. Source: MS-OXTNEF."""

import struct

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"


def attribute(level: int, kind: int, value: bytes) -> bytes:
	"""One attribute; the checksum is right."""
	return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def variable(name: int, kind: int, value: bytes) -> bytes:
	"""A property of varying length."""
	return struct.pack("<HHII", kind, name, 1, len(value)) + value + bytes(-len(value) % 4)


def values(*given: bytes) -> bytes:
	"""A list of properties."""
	return struct.pack("<I", len(given)) + b"".join(given)


def winmail(name: str = "plan.txt", content: bytes = b"the plan", body: str = "Outlook says") -> bytes:
	"""A text and one file, whose long name stands among its properties."""
	named = (
		struct.pack("<HH", 0x001E, 0x8001)
		+ bytes(16)
		+ struct.pack("<III", 0, 7, 1)
		+ struct.pack("<I", 4)
		+ b"abc\0"
	)
	properties = values(
		struct.pack("<HHI", 0x0003, 0x0E20, len(content)),
		named,
		variable(0x3707, 0x001F, f"{name}\0".encode("utf-16-le")),
		variable(0x3712, 0x001E, b"cid@x\0"),
	)
	return b"".join(
		(
			SIGNATURE,
			attribute(1, 0x00069007, struct.pack("<II", 1251, 0)),
			attribute(1, 0x00069003, values(variable(0x1000, 0x001E, f"{body}\0".encode("cp1251")))),
			attribute(2, 0x00069002, bytes(14)),
			attribute(2, 0x00018010, b"PLAN~1.TXT\0"),
			attribute(2, 0x0006800F, content),
			attribute(2, 0x00069005, properties),
		)
	)
