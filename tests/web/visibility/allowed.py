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
WITH_OPINION = "reviewed deliberating deliberated"

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
draw                any              | stated revealed drawn void    | verify
result              any              | posted ended filed published  | view
""",
    "applicant": """
application         own              | *                             | view change download
record              own              | *                             | view change export
paper               own              | *                             | view picture open change
person              own              | *                             | view change unmask
return              own              | *                             | view answer
recommending-expert own              | *                             | view ask take-back
message             own              | *                             | view
mail-choice         own              | *                             | view change
delivery            own              | *                             | take-along
round               any              | open                          | apply
organisation        any              | employer personnel-agency     | choose
account             own              | *                             | view change unmask export
grant               own              | *                             | view end
grant               passed-on        | *                             | view end
invitation          made             | *                             | view withdraw
token               own              | *                             | view revoke
entry               about-me         | *                             | take-along
eligibility         own              | *                             | view
recommendation      own              | recommended not-recommended exempt | view
decision            own              | posted ended filed published  | view
reexamination       own              | *                             | view
certificate         own              | issued replaced revoked       | view
certificate         own              | issued                        | download
case                own              | established applied annulled  | view
integrity-record    own              | running expired annulled      | view
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
round               own-round        | *                             | view inspect set-up open extend close replace-template import export review
organisation        own              | *                             | view grant
organisation        any              | intermediate-committee        | choose
review              own-round        | *                             | view inspect set-up export
eligibility         own-round        | *                             | view check export
eligible-application own-round       | arrived                       | check hand-over
recommendation      own-round        | *                             | view export
grant               own-organisation | *                             | view
invitation          own-organisation | *                             | view
notice              own-office       | *                             | view post close void
objection           office-notice    | *                             | view settle
objector            office-not-hidden | *                            | view
plan                own-round        | *                             | view
plan                own-round        | drafting returned             | change
committee           own-round        | *                             | view change export
seat                own-round        | *                             | view change export
group               own-round        | *                             | view change
pool                own-pool         | *                             | view change export import
expert              own-pool         | *                             | view change invite withdraw-right export
availability        own-pool         | *                             | view declare export
declaration         own-pool         | *                             | view
tie                 own-round        | *                             | view decide export
tie-rule            own-round        | *                             | view change
deliberation        own-round        | *                             | view export
group-sheet         own-round        | {WITH_OPINION}                | view export
sheet               own-round-agreed | handed-in taken-out           | view
sheet               own-round        | *                             | count
answer              own-round        | {WITH_OPINION}                | view
defence             own-round        | *                             | view change export
draw                own-round        | *                             | view run enter void download
assignment          own-round        | *                             | view make give-half download
reading             own-round        | *                             | view change
meeting             own-round        | *                             | view prepare attend write-minutes export
presence            own-round        | *                             | view export
vote                own-round        | *                             | view export
ballot-session      own-round        | *                             | view
tally               own-round        | opened objected recorded voided | view
signature           own-round        | *                             | view
result              own-round        | *                             | view inspect export
decision            own-round        | *                             | view inspect export
entered-outcome     own-round        | *                             | view
reexamination       own-round        | asked examining stands repeat-ordered declined withdrawn | view inspect
certificate         own-round        | *                             | view inspect export
certificate         own-round        | issued replaced revoked       | download
case                own-round        | *                             | view inspect
integrity-record    own-round        | *                             | view inspect
""",
    "expert": """
review              seated           | *                             | view
expert              own              | *                             | view
availability        own              | *                             | view declare
declaration         own              | *                             | view
tie                 own-declared     | *                             | view
applicant-name      asked            | arrived                       | know
application         assigned         | arrived                       | view
paper               assigned         | arrived                       | view picture
committee           seated           | *                             | view
seat                own              | *                             | view answer
seat                same-committee   | accepted                      | view
group               seated           | *                             | view
group               led              | *                             | view lead
deliberation        assigned         | *                             | view
deliberation        led              | *                             | view settle
deliberation        seated           | {WITH_OPINION}                | view
group-sheet         led              | *                             | view
group-sheet         seated           | {WITH_OPINION}                | view
sheet               own              | *                             | view
sheet               own              | draft                         | change
sheet               beside-own       | handed-in                     | view
sheet               led-and-compared | handed-in taken-out           | view take-out
answer              led              | *                             | view
answer              seated           | {WITH_OPINION}                | view
defence             assigned         | *                             | view
defence             led              | *                             | view record
reading             own              | *                             | view
meeting             seated           | convened open adjourned closed announced signed archived | view come
meeting             seated           | closed announced              | sign
meeting             chair            | *                             | view preside
presence            seated           | *                             | view
vote                seated           | *                             | view
ballot-session      seated           | *                             | view
ballot-session      chair            | *                             | view preside
tally               own              | *                             | view
signature           seated           | *                             | view
""",
    "intermediate-committee": """
application         handed-over      | arrived                       | view download
paper               handed-over      | arrived                       | view picture open
organisation        own              | *                             | view grant
grant               own-organisation | *                             | view
invitation          own-organisation | *                             | view
recommendation      own-committee    | *                             | view export
""",
    "supervisor": """
inspection          any              | *                             | view
meeting             any              | *                             | view watch export
presence            any              | *                             | view export
vote                any              | *                             | view agree export
ballot-session      any              | *                             | view relay
tally               any              | opened objected recorded voided | view
signature           any              | *                             | view
deliberation        any              | *                             | view export
group-sheet         any              | *                             | view
sheet               compared         | handed-in taken-out           | view
sheet               any              | *                             | count
answer              any              | *                             | view
defence             any              | *                             | view
review              any              | *                             | view inspect export
eligibility         any              | *                             | view export
recommendation      any              | *                             | view export
plan                any              | *                             | view approve
committee           any              | *                             | view export
seat                any              | *                             | view export
group               any              | *                             | view
pool                any              | *                             | view export
expert              any              | *                             | view withdraw-right export
availability        any              | *                             | view
declaration         any              | *                             | view
tie                 any              | *                             | view
tie-rule            any              | *                             | view
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
entry               any              | *                             | view read export sign
draw                any              | *                             | view commit reveal enter void download
assignment          any              | *                             | view give-half download
reading             any              | *                             | view
result              any              | *                             | view inspect export
decision            any              | *                             | view inspect export
entered-outcome     any              | *                             | view
reexamination       any              | asked examining stands repeat-ordered declined withdrawn | view inspect
certificate         any              | *                             | view inspect export
certificate         any              | issued replaced revoked       | download
case                any              | *                             | view inspect
integrity-record    any              | *                             | view inspect
""",
    "operator": """
round               any              | *                             | view inspect
organisation        any              | *                             | view create change grant import export
account             any              | *                             | view grant link close correct-number remove-second-factor
grant               any              | *                             | view end
invitation          any              | *                             | view withdraw
token               any              | *                             | view revoke
clock               any              | *                             | view move
delivery            any              | *                             | view resend
inspection          any              | *                             | view
entry               any              | *                             | view export sign
""",
}  # fmt: skip
"""Role → object and relation | stages (``*``: all) | acts."""

STAGES = {
    "HANDED_IN": HANDED_IN, "PASSED_ON": PASSED_ON, "WORKED_ON": WORKED_ON, "IN_QUEUE": IN_QUEUE, "GIVEN_BACK": GIVEN_BACK,
    "WITH_OPINION": WITH_OPINION,
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
