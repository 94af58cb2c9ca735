"""The page that shows the pictures, `docs/screenshots/README.md`, made from what lies beside it."""

from pathlib import Path

from localbench.problems import Problem
from screenshots.camera import NARROW, WIDE

ENDING = ".webp"
MOST_BYTES = 6 * 1024 * 1024
HEAD = """# The portal in pictures

Made by `./servicedesk screenshots [PRESET …]` from each preset's own configuration, sample people and language; do not
edit. Left: a window of 1280 pixels. Right: a phone of 390.
"""
SHOWN = {WIDE: 560, NARROW: 180}


def file_name(name: str, width: int) -> str:
	"""The file of a page's picture."""
	return f"{name.replace('_', '-')}-{width}{ENDING}"


def write(folder: Path) -> None:
	"""Write the page, and raise Problem when the pictures have grown too large for the repository."""
	total = sum(file.stat().st_size for file in folder.rglob(f"*{ENDING}"))
	if total > MOST_BYTES:
		raise Problem(f"The pictures have {total} bytes together.", f"At most {MOST_BYTES} are kept.")
	parts = [HEAD, *(_preset(place) for place in sorted(folder.iterdir()) if place.is_dir())]
	(folder / "README.md").write_text("\n".join(parts), encoding="utf-8")


def _preset(place: Path) -> str:
	"""A preset's part: a heading, and a line a page in the order of names."""
	ending = f"-{WIDE}{ENDING}"
	names = sorted(file.name.removesuffix(ending) for file in place.glob(f"*{ending}"))
	lines = [f"## {place.name}\n", "| page | 1280 | 390 |", "|---|---|---|"]
	for name in names:
		pictures = " | ".join(_picture(place.name, name, width) for width in (WIDE, NARROW))
		lines.append(f"| {name.replace('-', ' ')} | {pictures} |")
	return "\n".join(lines) + "\n"


def _picture(preset: str, name: str, width: int) -> str:
	source = f"{preset}/{file_name(name, width)}"
	text = f"{preset}, {name.replace('-', ' ')}, {width} pixels wide"
	return f'<a href="{source}"><img src="{source}" alt="{text}" width="{SHOWN[width]}"></a>'
