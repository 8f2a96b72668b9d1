"""The pictures of docs/how-to/cast-a-vote.md: ``python -m tests.procedure.ballot.pictures`` makes them anew.

Everybody and everything on them is made up.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser.visitor import PHONE, chromium
from tests.procedure.ballot.relay import room
from tests.procedure.ballot.seat import Seat

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
NAMES = {"a-001": "沈一帆", "a-002": "周若水", "a-003": "欧阳䶮", "a-004": "王小㛃", "a-005": "李建国"}
CHOICES = dict(zip(NAMES, "YYNAY", strict=True))
COLOURS = 128


def keep(seat: Seat, name: str) -> None:
    """Keep a picture of what the seat shows, as far as there is something on it."""
    seat.page.evaluate("scrollTo(0, 0)")
    bottom = seat.evaluate("document.querySelector('main > section:not([hidden])').getBoundingClientRect().bottom")
    picture = Image.open(io.BytesIO(seat.page.screenshot()))
    shown = picture.crop((0, 0, picture.width, min(picture.height, int(bottom) + 24)))
    shown.convert("RGB").quantize(COLOURS).save(FOLDER / name, optimize=True)
    print(name, shown.size, (FOLDER / name).stat().st_size)


def main() -> None:
    """A small meeting, pictured while it is held."""
    with (
        tempfile.TemporaryDirectory() as place,
        room(Path(place), ["m01", "m02"], NAMES) as meeting,
        chromium() as browser,
    ):
        meeting.open_vote(list(NAMES))
        first = Seat(meeting, browser, "m01").enter().write_card()
        first.heading("与墙上和邻座核对", "").wait_for()
        keep(first, "ballot-compare-zh.png")
        first.compare()
        first.choose(dict(list(CHOICES.items())[:3]))
        keep(first, "ballot-vote-zh.png")
        first.choose(CHOICES).cast().done()
        second = Seat(meeting, browser, "m02", lang="en", size={**PHONE, "height": 1000}).vote(CHOICES)
        meeting.close()
        for seat in (first, second):
            seat.look().sees("您的信封都在册", "Your envelopes are all in")
        meeting.show_board()
        second.look().sees("", "Your ballots are all on the board")
        keep(second, "ballot-check-en-phone.png")


if __name__ == "__main__":
    main()
