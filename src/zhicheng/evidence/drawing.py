"""Drawing pages, inside the locked-up process: PDFium for documents, Pillow for photographs.

Everything from the disk - libraries, the one font - is loaded by ``Studio`` before the process locks itself up.
A PDF that leaves its Chinese fonts out (common with 宋体 and 仿宋) is shown in Noto Sans SC, where that is installed.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from zhicheng.evidence.limits import Limits
from zhicheng.evidence.sniff import Kind

_QUALITY: Final = 82
_POINTS_SMALLEST: Final = 1.0
_HAN_CHARSETS: Final = frozenset((128, 129, 134, 136))
_LOADED_LATE: Final = (
    *("ImageChops", "ImageFile", "ImagePalette", "ImageSequence"),
    *("JpegImagePlugin", "MpoImagePlugin", "PngImagePlugin", "TiffImagePlugin"),
)
"""Parts that Pillow loads when it first needs them: too late behind the lock."""
_STRENGTH: Final = 46
"""Of 255: a watermark is read through, and survives a photograph of the screen."""


class Studio:
    """What drawing needs, loaded; make it before locking up, and draw after."""

    def __init__(self) -> None:
        import pypdfium2
        from PIL import Image, ImageDraw, ImageFont, ImageOps

        self.pdfium: Any = pypdfium2
        self.image: Any = Image
        self.draw: Any = ImageDraw
        self.fonts: Any = ImageFont
        self.operations: Any = ImageOps
        self.font_bytes = _font_bytes()
        self._font_source: Any = None
        for name in _LOADED_LATE:
            importlib.import_module(f"PIL.{name}")
        Image.MAX_IMAGE_PIXELS = None  # bounded by Limits, from the header
        self._rehearse()

    def _rehearse(self) -> None:
        """Draw one page of our own, so that nothing is loaded for the first time behind the lock."""
        document = self.pdfium.PdfDocument.new()
        document.new_page(72, 72)
        if self.font_bytes:
            self._font_source = HanFonts(self.font_bytes, self.pdfium.raw)
        made = io.BytesIO()
        document.save(made)
        document.close()
        limits = Limits(picture_width=16)
        for media_type in ("image/png", "image/jpeg"):
            page = next(self.pages(made.getvalue(), Kind.PDF, limits, "字a", media_type))
            next(self.pages(page, Kind.PNG if media_type == "image/png" else Kind.JPEG, limits, "", media_type))

    def pages(self, data: bytes, kind: Kind, limits: Limits, watermark: str, media_type: str) -> Iterator[bytes]:
        """The pages of a file as pictures, each with the watermark burnt in; none for OFD.

        Raises:
            ValueError: the file can't be drawn (also PDFium's and Pillow's own errors).
        """
        if kind is Kind.PDF:
            pictures = self._of_document(data, limits)
        elif kind in (Kind.JPEG, Kind.PNG):
            pictures = self._of_photograph(data, kind, limits)
        else:
            return
        for picture in pictures:
            yield self._encoded(self._marked(picture, watermark), media_type)

    def _of_document(self, data: bytes, limits: Limits) -> Iterator[Any]:
        with self.pdfium.PdfDocument(data) as document:
            document.init_forms()
            for number in range(len(document)):
                page = document[number]
                width, height = page.get_size()
                scale = min(
                    limits.picture_width / max(width, _POINTS_SMALLEST),
                    limits.picture_height / max(height, _POINTS_SMALLEST),
                )
                bitmap = page.render(scale=scale, rev_byteorder=True)
                yield bitmap.to_pil().convert("RGB")
                bitmap.close()
                page.close()

    def _of_photograph(self, data: bytes, kind: Kind, limits: Limits) -> Iterator[Any]:
        with self.image.open(io.BytesIO(data), formats=[kind.value.upper()]) as opened:
            if opened.width * opened.height > limits.pixels:
                raise ValueError("more pixels than its header said")
            opened.draft("RGB", (limits.picture_width * 2, limits.picture_height * 2))
            opened.load()
            picture: Any = opened
        if picture.mode.startswith("I"):  # sixteen bits of grey
            picture = picture.point(lambda value: value / 256).convert("L")
        if picture.mode in ("P", "PA", "1"):
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        # smaller before it is turned: turning copies
        picture.thumbnail((limits.picture_width * 2, limits.picture_height * 2))
        turned = self.operations.exif_transpose(picture)
        turned.thumbnail((limits.picture_width, limits.picture_height))
        if turned.mode in ("RGBA", "LA"):
            paper = self.image.new("RGBA", turned.size, "white")
            turned = self.image.alpha_composite(paper, turned.convert("RGBA"))
        yield turned.convert("RGB")

    def _marked(self, picture: Any, watermark: str) -> Any:
        """The picture with the watermark across it, again and again, so that no part of use is without."""
        if not watermark:
            return picture
        size = max(12, picture.width // 45)
        font = (
            self.fonts.truetype(io.BytesIO(self.font_bytes), size) if self.font_bytes else self.fonts.load_default(size)
        )
        box = font.getbbox(watermark)
        tile = self.image.new("L", (box[2] + size * 3, box[3] + size), 0)
        self.draw.Draw(tile).text((0, 0), watermark, fill=_STRENGTH, font=font)
        tile = tile.rotate(28, expand=True)
        mask = self.image.new("L", picture.size, 0)
        for top in range(-tile.height // 2, picture.height, tile.height):
            for left in range(-tile.width // 2, picture.width, tile.width):
                mask.paste(tile, (left, top))
        picture.paste((90, 90, 90), (0, 0), mask)
        return picture

    def _encoded(self, picture: Any, media_type: str) -> bytes:
        made = io.BytesIO()
        if media_type == "image/png":
            picture.save(made, "PNG")
        else:
            picture.save(made, "JPEG", quality=_QUALITY)
        return made.getvalue()


class HanFonts:
    """Answers PDFium's question for a font it has not, where the text is Chinese, Japanese or Korean."""

    def __init__(self, font: bytes, raw: Any) -> None:
        self._font = font
        fields = dict(raw.FPDF_SYSFONTINFO._fields_)
        info = raw.FPDF_SYSFONTINFO()
        info.version = 1
        # the callables must live as long as PDFium does
        self._kept = {
            "Release": fields["Release"](lambda _: None),
            "EnumFonts": fields["EnumFonts"](lambda *_: None),
            "MapFont": fields["MapFont"](lambda _i, _w, _s, charset, *_: int(charset in _HAN_CHARSETS)),
            "GetFont": fields["GetFont"](lambda *_: 0),
            "GetFontData": fields["GetFontData"](self._data),
            "GetFaceName": fields["GetFaceName"](self._name),
            "GetFontCharset": fields["GetFontCharset"](lambda *_: 134),
            "DeleteFont": fields["DeleteFont"](lambda *_: None),
        }
        for name, answer in self._kept.items():
            setattr(info, name, answer)
        self._info = info
        raw.FPDF_SetSystemFontInfo(ctypes.byref(info))

    def _data(self, _info: Any, _font: Any, table: int, into: Any, room: int) -> int:
        """The font, or one table of it, copied where there is room; its size."""
        part = self._font if table == 0 else font_table(self._font, table)
        if into and part and room >= len(part):
            ctypes.memmove(into, part, len(part))
        return len(part)

    def _name(self, _info: Any, _font: Any, into: Any, room: int) -> int:
        name = b"Noto Sans SC\0"
        if into and room >= len(name):
            ctypes.memmove(into, name, len(name))
        return len(name)


def font_table(font: bytes, tag: int) -> bytes:
    """A table of a TrueType font by its four-letter tag as a number; empty where it has none."""
    (count,) = struct.unpack_from(">H", font, 4)
    for place in range(12, 12 + 16 * count, 16):
        name, _, start, size = struct.unpack_from(">4L", font, place)
        if name == tag:
            return font[start : start + size]
    return b""


def _font_bytes() -> bytes:
    """Noto Sans SC from the wheel that carries it; empty where it is not installed."""
    found = importlib.util.find_spec("zhplot")
    if found is None or not found.origin:
        return b""
    path = Path(found.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    return path.read_bytes() if path.is_file() else b""
