"""What each role may, written down a second time and by role, so that no cell of the table changes unnoticed.

Only these lines and the ties of ``tied.py`` judge the predicate: the table itself is never asked what is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

EVERY_STAGE = "*"
HANDED_IN = "at-employer returned-by-employer returned-by-department not-recommended at-department endorsed not-endorsed arrived"
PASSED_ON = "returned-by-employer returned-by-department at-department endorsed not-endorsed arrived"
WORKED_ON = "at-employer at-department endorsed arrived"
IN_QUEUE = "at-department endorsed"
GIVEN_BACK = "returned-by-department not-endorsed"

UNIT = """
application         own-unit         | {HANDED_IN}                   | view check export download
paper               own-unit         | {WORKED_ON}                   | view picture open
person              own-unit         | at-employer returned-by-employer| view unmask
return              own-unit         | *                             | view
recommending-expert own-unit         | {HANDED_IN}                   | view
notice              own-unit         | *                             | view post close void picture
objection           own-notice       | *                             | view settle
objector            not-hidden       | *                             | view
organisation        own              | *                             | view grant
grant               own-organisation | *                             | view
invitation          own-organisation | *                             | view
"""

BY_ROLE = {
    "visitor": """
notice              any              | posted closed                 | view object
round               any              | open closed                   | view
sanction            any              | posted                        | view
""",
    "applicant": """
application         own              | *                             | view change download
record              own              | *                             | view change export
paper               own              | *                             | view picture open change
person              own              | *                             | view change unmask
return              own              | *                             | view answer
recommending-expert own              | *                             | view ask take-back
message             own              | *                             | view
round               any              | open                          | apply
organisation        any              | employer personnel-agency     | choose
account             own              | *                             | view change unmask export
grant               own              | *                             | view end
grant               passed-on        | *                             | view end
invitation          made             | *                             | view withdraw
entry               about-me         | *                             | take-along
""",
    "employer": UNIT,
    "personnel-agency": UNIT,
    "department": """
application         own-tier         | {IN_QUEUE}                    | view check export download
application         own-tier         | {GIVEN_BACK}                  | view export download
application         passed-tier      | {PASSED_ON}                   | view export download
paper               own-tier         | {IN_QUEUE}                    | view picture open
person              own-tier         | {IN_QUEUE}                    | view unmask
return              own-tier         | *                             | view
recommending-expert own-tier         | {IN_QUEUE}                    | view
recommending-expert passed-tier      | {PASSED_ON}                   | view
roster              own-tier         | *                             | view export
organisation        own              | *                             | view grant
grant               own-organisation | *                             | view
invitation          own-organisation | *                             | view
""",
    "committee-office": """
application         own-round        | arrived                       | view export download
application         own-round        | *                             | count
paper               own-round        | arrived                       | view picture open
person              own-round        | arrived                       | view unmask
return              own-round        | arrived                       | view
recommending-expert own-round        | arrived                       | view
roster              own-round        | *                             | view export import
round               own-round        | *                             | view inspect set-up open extend close replace-template import export
organisation        own              | *                             | view grant
grant               own-organisation | *                             | view
invitation          own-organisation | *                             | view
""",
    "supervisor": """
application         any              | *                             | count
application         any              | {HANDED_IN}                   | view export download
paper               any              | {HANDED_IN}                   | view picture
return              any              | *                             | view
recommending-expert any              | {HANDED_IN}                   | view
notice              any              | *                             | view picture
objection           any              | *                             | view
objector            any              | *                             | unmask
roster              any              | *                             | view export
round               any              | *                             | view inspect
organisation        any              | *                             | view
grant               any              | *                             | view
sanction            any              | *                             | view post void
entry               any              | *                             | view export sign
""",
    "operator": """
round               any              | *                             | view inspect
organisation        any              | *                             | view create change grant import export
account             any              | *                             | view grant link close correct-number remove-second-factor
grant               any              | *                             | view end
invitation          any              | *                             | view withdraw
clock               any              | *                             | view move
entry               any              | *                             | view export sign
""",
}  # fmt: skip
"""Role → object and relation | stages (``*``: all) | acts."""

STAGES = {
    "HANDED_IN": HANDED_IN, "PASSED_ON": PASSED_ON, "WORKED_ON": WORKED_ON, "IN_QUEUE": IN_QUEUE, "GIVEN_BACK": GIVEN_BACK,
}  # fmt: skip


class Right(NamedTuple):
    """One act at one stage."""

    object: str
    role: str
    relation: str
    stage: str
    act: str


def rights() -> Iterator[Right]:
    """Every right of every role, one by one."""
    for role, lines in BY_ROLE.items():
        for line in lines.strip().splitlines():
            tie, stages, acts = line.format(**STAGES).split("|")
            name, relation = tie.split()
            for stage in stages.split():
                yield from (Right(name, role, relation, stage, act) for act in acts.split())
