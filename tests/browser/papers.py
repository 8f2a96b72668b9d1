"""Files as people scan them: real PDFs and photographs, made for the test."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

A4 = (620, 877)


def scan(folder: Path, name: str) -> Path:
    """A page of paper with a few lines on it; the ending of ``name`` (pdf, jpg) says what kind of file."""
    page = Image.new("RGB", A4, "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, A4[0] - 40, A4[1] - 40), outline="#88a")
    pen.text((80, 90), f"CERTIFICATE {name}", fill="black")
    for line in range(12):
        pen.line((80, 180 + 40 * line, 540 - 17 * (line % 5), 180 + 40 * line), fill="#667", width=2)
    place = folder / name
    page.save(place)
    return place


def no_paper(folder: Path, name: str) -> Path:
    """A program that calls itself a paper."""
    place = folder / name
    place.write_bytes(b"MZ\x90\x00 this is no document")
    return place
