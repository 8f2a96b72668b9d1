"""Papers for the demonstration: one-page PDFs that say what they stand for."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from zhicheng.evidence.store import Stored
from zhicheng.web.papers.services import store_file

_PAGE = """
#set page("a4", margin: 3cm)
#set text(font: "Noto Sans SC", size: 12pt, lang: "zh")
#let d = json(bytes(sys.inputs.d))
#v(4cm)
#align(center)[#text(size: 22pt)[#d.title]]
#v(1.2cm)
#align(center)[#d.kind]
#v(6cm)
#align(center)[#text(fill: gray)[演示材料，内容虚构 / made up for a demonstration]]
"""


@lru_cache(maxsize=256)
def sample_paper(title: str, kind: str) -> Stored:
    """A stored PDF with a title and the kind of record it proves."""
    spec = find_spec("zhplot")
    fonts = Path(str(spec.origin)).parent / "fonts" if spec is not None else Path()
    data = json.dumps({"title": title, "kind": kind}, ensure_ascii=False)
    made: Any = typst.compile(  # type: ignore[misc]
        _PAGE.encode(), sys_inputs={"d": data}, font_paths=[str(fonts)], ignore_system_fonts=True
    )
    return store_file(io.BytesIO(bytes(made)))
