"""Pages become pictures in a process that can do nothing else; what it must not do is tried in earnest."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.evidence import files
from zhicheng.evidence import forbidden
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.pictures import (
    NEEDED,
    Pictures,
    is_picture,
    look_deeply,
    read_answer,
    refusal_from,
    render_pages,
    try_act,
)
from zhicheng.evidence.sandbox import LAYERS, forbid_files, give_up_rights, leave_network
from zhicheng.evidence.sniff import Kind
from zhicheng.evidence.system_calls import MACHINES, filter_for, forbid_system_calls
from zhicheng.procedure.refusal import Refusal

LIMITS = Limits()
QUICK = Limits(processor_seconds=2)
BOUNDS = {"spin": Limits(processor_seconds=2, wall_seconds=600), "wait": Limits(wall_seconds=1)}
"""A busy machine must not turn one end into the other."""


def drawn(data: bytes, kind: Kind, limits: Limits = LIMITS, **more: str) -> list[Image.Image]:
    """The pictures of a file, opened."""
    found = render_pages(data, kind, limits, **more)  # type: ignore[arg-type]
    assert isinstance(found, Pictures), found
    return [Image.open(io.BytesIO(page)) for page in found.pages]


def code_of(data: bytes, kind: Kind, limits: Limits = LIMITS) -> str:
    """The code of the refusal to draw."""
    found = render_pages(data, kind, limits)
    return found.code if isinstance(found, Refusal) else "drawn"


def darkness(picture: Image.Image) -> float:
    """How far a picture is from white paper, 0 to 255."""
    return 255 - ImageStat.Stat(picture.convert("L")).mean[0]


# --------------------------------------------------------------------------- pictures


def test_each_page_of_a_document_becomes_a_picture_of_the_asked_width(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(files.pdf(pages=3))
    found = render_pages(path, Kind.PDF, LIMITS)
    assert isinstance(found, Pictures)
    assert found.media_type == "image/jpeg"
    pages = [Image.open(io.BytesIO(page)) for page in found.pages]
    assert [page.width for page in pages] == [1240] * 3
    assert {page.height for page in pages} == {1755}
    assert all(darkness(page) > 0.1 for page in pages)


def test_a_watermark_is_burnt_into_all_parts_of_every_page() -> None:
    plain = drawn(files.pdf(pages=2), Kind.PDF, media_type="image/png")
    marked = drawn(files.pdf(pages=2), Kind.PDF, media_type="image/png", watermark="李四 2026年11月21日 15:04")
    for before, after in zip(plain, marked, strict=True):
        assert before.size == after.size
        for left in range(0, 1240, 310):
            for top in range(0, 1740, 290):
                part = (left, top, left + 310, top + 290)
                assert ImageChops.difference(before.crop(part), after.crop(part)).getbbox(), part


def test_chinese_text_is_drawn_where_the_document_leaves_its_font_out() -> None:
    pytest.importorskip("zhplot")
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        b"/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 80/ItalicAngle 0/FontBBox[0 -120 1000 880]>>>>]>>"
    )

    def page(text: str) -> bytes:
        body = files.pdf(content=b"BT /F1 60 Tf 72 500 Td <%s> Tj ET" % text.encode("utf-16-be").hex().encode())
        return body.replace(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font)

    (title,) = drawn(page("职称评审"), Kind.PDF)
    (other,) = drawn(page("一一一一"), Kind.PDF)
    assert darkness(title) > 2 * darkness(other) > 0


def test_photographs_are_made_anew_upright_and_without_what_the_camera_noted() -> None:
    (picture,) = drawn(files.jpeg(3000, 2000, turned=True), Kind.JPEG)
    assert picture.size == (1240, 1860)
    assert not picture.getexif()
    (small,) = drawn(files.png(40, 30), Kind.PNG, media_type="image/png")
    assert small.size == (40, 30)
    assert small.getpixel((5, 5)) == (0x30, 0x60, 0x90)


def test_photographs_of_telephones_with_a_second_picture_inside_are_drawn() -> None:
    made = io.BytesIO()
    first, second = (Image.new("RGB", (300, 200), color) for color in ("navy", "white"))
    first.save(made, "MPO", save_all=True, append_images=[second])
    (picture,) = drawn(made.getvalue(), Kind.JPEG)
    assert picture.size == (300, 200)
    assert darkness(picture) > 200


@pytest.mark.parametrize(("depth", "color"), [(8, 0), (16, 0), (8, 6), (16, 2)])
def test_pictures_of_every_depth_are_drawn(depth: int, color: int) -> None:
    (picture,) = drawn(files.png(50, 40, depth=depth, color=color), Kind.PNG)
    assert (picture.size, picture.mode) == ((50, 40), "RGB")
    assert 20 < darkness(picture) < 235


def test_the_largest_picture_allowed_is_drawn_within_the_memory_allowed() -> None:
    rows = (b"\x00" + b"\x30\x60\x90\xff" * 10_000) * 6_000
    (picture,) = drawn(files.png(10_000, 6_000, color=6, rows=rows), Kind.PNG)
    assert picture.size == (1240, 744)


def test_an_ofd_has_no_pictures_but_is_looked_through() -> None:
    found = render_pages(files.ofd(), Kind.OFD, LIMITS)
    assert isinstance(found, Pictures)
    assert found.pages == ()


def test_the_second_pass_can_be_had_without_pictures() -> None:
    assert isinstance(look_deeply(files.pdf(), Kind.PDF, LIMITS), tuple)
    found = look_deeply(files.pdf(files.object_stream(b"<</S/JavaScript/JS(1)>>")), Kind.PDF, LIMITS)
    assert isinstance(found, Refusal)
    assert found.code == "active-content"
    assert "脚本" in found.text[0]
    assert found.do[1]


def test_a_picture_type_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="svg"):
        render_pages(files.pdf(), Kind.PDF, LIMITS, media_type="image/svg+xml")


# --------------------------------------------------------------------------- hostile files


def test_garbage_is_damaged() -> None:
    assert code_of(b"%PDF-1.7\n" + files.noise(5_000) + b"\n%%EOF", Kind.PDF) == "damaged"
    assert code_of(files.png(50, 40, rows=b"too little"), Kind.PNG) == "damaged"
    assert code_of(files.pdf(), Kind.PNG) == "damaged"


def test_a_page_of_monstrous_size_becomes_a_picture_of_bounded_size() -> None:
    for box in ("0 0 14400000 14400000", "0 0 1 14400000", "0 0 14400000 1", "0 0 0 0", "0 0 1e30 1e30"):
        found = render_pages(files.pdf(box=box), Kind.PDF, LIMITS)
        if isinstance(found, Pictures):
            picture = Image.open(io.BytesIO(found.pages[0]))
            assert picture.width <= 1241
            assert picture.height <= 5001
        else:
            assert found.code in ("damaged", "took-too-long")


def test_a_stream_that_grows_without_end_is_stopped() -> None:
    bomb = files.stream(b"q 1 0 0 1 0 0 cm\n" * 30_000_000)
    data = files.pdf(content=b"").replace(b"/Contents 4 0 R", b"/Contents 10 0 R")
    data = data.replace(b"3 0 obj", b"10 0 obj\n" + bomb + b"\nendobj\n3 0 obj", 1)
    assert code_of(data, Kind.PDF, Limits(memory=300_000_000, processor_seconds=2)) in ("damaged", "took-too-long")


def test_a_picture_that_grows_without_end_is_stopped() -> None:
    data = files.png(7_000, 7_000, color=6, rows=bytes(200_000_000))
    assert code_of(data, Kind.PNG, Limits(memory=200_000_000)) == "took-too-long"


def test_a_tree_of_pages_without_a_bottom_is_refused() -> None:
    circle = files.assembled(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"}
    )
    assert code_of(circle, Kind.PDF) in ("damaged", "too-many-pages")


def test_forms_drawn_within_themselves_end() -> None:
    form = files.stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 10 0 R>>>>")
    data = files.pdf(form, page=b"/Resources<</XObject<</X 10 0 R>>>>", content=b"/X Do")
    assert code_of(data, Kind.PDF, QUICK) in ("drawn", "damaged", "took-too-long")


def test_brackets_nested_without_end_are_survived() -> None:
    assert code_of(files.pdf(b"[" * 500_000), Kind.PDF) in ("drawn", "damaged", "took-too-long")


# --------------------------------------------------------------------------- answers are not believed


def answered(head: object, *frames: bytes, tail: bytes = b"") -> tuple[dict[str, object], tuple[bytes, ...]]:
    """What is read of an answer made of this head and these frames."""
    parts = (head if isinstance(head, bytes) else json.dumps(head).encode(), *frames)
    made = io.BytesIO(b"".join(struct.pack(">I", len(part)) + part for part in parts) + tail)
    return read_answer(made, Limits(pages=3, pictures_size=1_000))


def test_an_answer_is_read_in_its_form_only() -> None:
    good = {"pages": 1, "refused": None, "layers": []}
    assert answered(good, b"picture") == (good, (b"picture",))
    for bad in (
        answered({"pages": 2}, b"one"),
        answered({"pages": 1}, b"one", b"two"),
        answered({"pages": 1}, b"one", tail=b"more"),
        answered({"pages": 4}, *[b"one"] * 4),
        answered({"pages": -1}),
        answered({"pages": "1"}, b"one"),
        answered({"pages": 1}, bytes(1_001)),
        answered(b"[]"),
        answered(b"{"),
        answered(b" " * 200_000),
    ):
        assert bad == ({}, ())


def test_a_frame_that_is_no_picture_of_the_asked_size_is_not_passed_on() -> None:
    limits = Limits(picture_width=100, picture_height=100)
    assert is_picture(files.png(), "image/png", limits)
    assert not is_picture(files.png(), "image/jpeg", limits)
    assert not is_picture(b"<script>alert(1)</script>", "image/png", limits)
    assert not is_picture(files.png() + b"<script>", "image/png", limits)
    assert not is_picture(files.png(3_000, 3_000, rows=b""), "image/png", limits)


def test_a_refusal_nobody_knows_counts_as_damage() -> None:
    for words in (None, [], {}, {"code": "made-up", "zh": "x", "en": "x"}, {"code": ["damaged"]}):
        assert refusal_from(words).code == "damaged"
    assert refusal_from({"code": "took-too-long"}).text[1]
    assert refusal_from({"code": "active-content", "zh": "甲" * 501, "en": "a"}).text[0] != "甲" * 501


# --------------------------------------------------------------------------- the lock

linux = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine not in MACHINES, reason="the lock is made of Linux's means"
)


@linux
def test_the_layers_that_are_on_are_told() -> None:
    found = render_pages(files.pdf(), Kind.PDF, LIMITS)
    assert isinstance(found, Pictures)
    assert set(found.layers) <= set(LAYERS)
    assert set(found.layers) >= NEEDED


def test_no_file_is_opened_where_a_needed_layer_is_missing() -> None:
    found = render_pages(files.pdf(), Kind.PDF, LIMITS, needed=("a layer nobody has",))
    assert isinstance(found, Refusal)
    assert found.code == "no-sandbox"


@linux
@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        ("open-socket", ("killed", "SIGSYS")),
        ("fork", ("killed", "SIGSYS")),
        ("run-program", ("killed", "SIGSYS")),
        ("trace-parent", ("killed", "SIGSYS")),
        ("flood-output", ("killed", "SIGXFSZ")),
        ("spin", ("killed", "SIGKILL")),
        ("wait", ("killed", "time")),
        ("read-file", ("stopped", "PermissionError")),
        ("write-file", ("stopped", "PermissionError")),
        ("list-folder", ("stopped", "PermissionError")),
        ("signal-parent", ("stopped", "PermissionError")),
        ("find-open-file", ("stopped", "OSError")),
        ("make-code", ("stopped", "PermissionError")),
        ("take-memory", ("stopped", "MemoryError")),
    ],
)
def test_a_forbidden_act_is_stopped(act: str, outcome: tuple[str, str]) -> None:
    found = try_act(act, BOUNDS.get(act, Limits()))
    assert (found.outcome, found.by) == outcome


def test_every_forbidden_act_is_tried() -> None:
    tried = [mark.args[1] for mark in test_a_forbidden_act_is_stopped.pytestmark if mark.name == "parametrize"]
    assert {act for act, _ in tried[0]} == set(forbidden.ACTS)


def alone(layer: object, act: str) -> str:
    """What becomes of an act in a process with no lock but this layer (or none at all)."""
    child = os.fork()
    if child == 0:
        if callable(layer) and not layer():
            os._exit(7)
        try:
            forbidden.ACTS[act]()
        except OSError:
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return "killed"
    return {0: "done", 1: "stopped", 7: "no such layer"}[os.WEXITSTATUS(status)]


@linux
@pytest.mark.parametrize(
    "act", ["open-socket", "read-file", "write-file", "list-folder", "find-open-file", "fork", "make-code"]
)
def test_the_same_acts_succeed_without_the_lock(act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert alone(None, act) == "done"


@linux
@pytest.mark.parametrize(
    ("layer", "act", "outcomes"),
    [
        (forbid_system_calls, "read-file", {"stopped"}),
        (forbid_system_calls, "write-file", {"stopped"}),
        (forbid_system_calls, "open-socket", {"killed"}),
        (forbid_system_calls, "fork", {"killed"}),
        (lambda: give_up_rights() and forbid_files(), "read-file", {"stopped", "no such layer"}),
        (lambda: give_up_rights() and forbid_files(), "write-file", {"stopped", "no such layer"}),
        (lambda: give_up_rights() and forbid_files(), "list-folder", {"stopped", "no such layer"}),
    ],
)
def test_each_layer_holds_without_the_others(layer: object, act: str, outcomes: set[str]) -> None:
    assert alone(layer, act) in outcomes


@linux
def test_the_own_network_has_nobody_in_it() -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if leave_network():
            cards = Path("/proc/self/net/dev").read_text().splitlines()[2:]
            os.write(writing, ",".join(card.partition(":")[0].strip() for card in cards).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        assert told.read() in (b"lo", b"")  # empty where the test may not make a network of its own


def test_the_filter_is_whole_for_every_known_machine() -> None:
    for machine in MACHINES:
        steps = filter_for(machine)
        assert len(steps) % 8 == 0
        assert steps[-8:] == bytes((6, 0, 0, 0, 1, 0, 5, 0))  # all else fails
