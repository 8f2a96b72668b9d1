"""``python -m benchmarks.ballot``: the meeting of :mod:`benchmarks.ballot_meeting`, timed.

Keys are made beforehand (and timed apart). With ``--pure`` gmpy2 is hidden, as if it were not installed; with ``--small``
a tenth of the applicants. Processor time of one process; a browser's work, done here in Python, is not counted.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Measure and print."""
    if "--pure" in sys.argv:
        sys.modules["gmpy2"] = None  # type: ignore[assignment]
    from benchmarks.ballot_meeting import meeting

    meeting(30 if "--small" in sys.argv else 300)


if __name__ == "__main__":
    main()
