"""How the second half of the demonstration is broken by raw SQL: which check sees it, and in which row."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from tests.web.keeping.conftest import break_by

Broken = Callable[[], str]


def one_of(sql: str, *values: object) -> tuple[object, ...]:
    """The first row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchone()
    assert found is not None, f"the demonstration has nothing like this: {sql}"
    return tuple(found)


def unguarded(sql: str, *values: object) -> None:
    """Break a row that the database itself guards."""
    break_by("set session_replication_role = replica")
    break_by(sql, *values)
    break_by("set session_replication_role = origin")


def row(kind: str, table: str, change: str, where: str = "true") -> Broken:
    """One row of a table changed."""

    def broken() -> str:
        (key,) = one_of(f"select id from {table} where {where} order by id limit 1")
        unguarded(f"update {table} set {change} where id = %s", key)
        return f"{kind} {key}"

    return broken


def found_by(query: str, change: str, kind: str) -> Broken:
    """A query gives (what is changed, whose row is then wrong)."""

    def broken() -> str:
        changed, named = one_of(query)
        unguarded(change, changed)
        return f"{kind} {named}"

    return broken


SHEET = (
    "select s.id, s.deliberation_id from scoring_sheet s join scoring_deliberation d on d.id = s.deliberation_id"
    " join committee_reading r on r.seat_id = s.seat_id and r.application_id = d.application_id and r.ended_because = ''"
    " join committee_seat c on c.id = s.seat_id and c.state = 'accepted' where d.agreed_at is not null limit 1"
)
OPEN_READING = (
    "select r.id, r.id from committee_reading r join committee_seat s on s.id = r.seat_id join committee_committee c"
    " on c.id = s.committee_id join review_review v on v.id = c.review_id where v.state <> 'archived' and r.ended_because = '' limit 1"
)
ELSEWHERE = (
    "update committee_reading set application_id = (select a.id from applications_application a where a.round_id <>"
    " (select round_id from applications_application where id = committee_reading.application_id) limit 1) where id = %s"
)
TAKEN_OFF = "update registry_decision set taken_off_at = now() where application_id = %s"
ISSUED = "select application_id, id from registry_certificate where state = 'issued' limit 1"
OTHER_GROUP = (
    "group_id = (select g.id from committee_group g where g.committee_id <> (select committee_id from committee_group"
    " where id = scoring_deliberation.group_id) limit 1)"
)
TWICE = (
    "insert into meetings_presence (meeting_id, seat_id, came_at, left_at) select meeting_id, seat_id,"
    " came_at + interval '1 second', came_at + interval '2 seconds' from meetings_presence where id = %s"
)


def in_the_room_twice() -> str:
    """A member in the room while in the room."""
    (key,) = one_of(
        "select id from meetings_presence where left_at is null or left_at > came_at + interval '3 seconds'"
    )
    break_by(TWICE, key)
    return f"presence {one_of('select max(id) from meetings_presence')[0]}"


def an_applicant_judges() -> str:
    """A seat held by somebody who applies in the round."""
    seat, expert, user = one_of(
        "select s.id, s.expert_id, a.applicant_id from committee_seat s join committee_committee c on c.id = s.committee_id"
        " join review_review v on v.id = c.review_id join applications_application a on a.round_id = v.round_id"
        " and a.state = 'arrived' where s.state = 'accepted' and a.applicant_id is not null limit 1"
    )
    break_by("update experts_expert set user_id = %s where id = %s", user, expert)
    return f"seat {seat}"


def revoked_past_the_list() -> str:
    """A certificate revoked in the database alone."""
    (key,) = one_of("select id from registry_certificate where state = 'issued' limit 1")
    break_by("update registry_certificate set state = 'revoked', ended_on = now(), decision = '文' where id = %s", key)
    return f"certificate {key}"


def approvals_void() -> str:
    """A plan whose approvals are void."""
    (key,) = one_of(
        "select p.id from committee_plan p join committee_approval a on a.plan_id = p.id where p.state = 'approved'"
    )
    break_by("update committee_approval set void = true where plan_id = %s", key)
    return f"plan {key}"


BREAKS: tuple[tuple[str, Broken], ...] = (
    ("state-replayed", row("result", "registry_result", "state = 'filed', published_on = null", "state = 'published'")),
    ("state-replayed", row("review", "review_review", "state = 'archived'", "state <> 'archived'")),
    ("state-replayed", row("vote", "meetings_vote", "state = 'counted'", "state = 'recorded'")),
    ("state-replayed", found_by(
        "select e.id, e.object_id from ledger_entry e where e.act = 'meeting-open' limit 1",
        "update ledger_entry set object_id = '987654' where id = %s", "meeting")),
    ("version-counts-entries", row("meeting", "meetings_meeting", "version = 1", "state <> 'preparing'")),
    ("seat-lawful", row("seat", "committee_seat", "group_id = null", "leads")),
    ("seat-lawful", an_applicant_judges),
    ("reading-lawful", found_by(OPEN_READING, ELSEWHERE, "reading")),
    ("reading-lawful", found_by(OPEN_READING, "update committee_seat set state = 'vacated' where id ="
        " (select seat_id from committee_reading where id = %s)", "reading")),
    ("plan-approved", approvals_void),
    ("draw-digest", row("draw", "committee_draw", "digest = repeat('0', 64)", "bundle <> '{}'")),
    ("draw-digest", row("draw", "committee_draw", "bundle = jsonb_set(bundle, '{head}', to_jsonb(repeat('0', 64)))", "bundle <> '{}'")),
    ("draw-digest", row("assignment", "committee_assignment", "digest = repeat('0', 64)", "stage = 'assigned'")),
    ("review-parts-agree", row("availability", "experts_availability",
        "expert_id = (select e.id from experts_expert e where e.pool_id <> (select pool_id from experts_expert"
        " where id = experts_availability.expert_id) limit 1)")),
    ("group-score-after-sheets", found_by(
        SHEET, "update scoring_sheet set state = 'draft', handed_in_at = null where id = %s", "deliberation")),
    ("sheet-whole", row("sheet", "scoring_sheet", "handed_in_at = null", "state = 'handed-in'")),
    ("sheet-whole", row("sheet", "scoring_sheet", "score = '{}'", "state = 'handed-in'")),
    ("deliberation-parts-agree", row("deliberation", "scoring_deliberation", OTHER_GROUP)),
    ("vote-counts", row("vote", "meetings_vote", "yes = yes - 1", "state = 'recorded'")),
    ("vote-counts", row("vote", "meetings_vote", "outcome = 'not-passed'", "state = 'recorded' and outcome = 'passed'")),
    ("vote-counts", row("vote", "meetings_vote", "cards = cards + 1", "state = 'recorded' and way = 'paper'")),
    ("vote-cards", row("vote", "meetings_vote", "cards = 1", "way = 'paper' and cards > 1")),
    ("vote-cards", row("vote", "meetings_vote", "yes = yes - 1, no = no + 1", "state = 'recorded' and way = 'paper'")),
    ("presence-agrees", in_the_room_twice),
    ("decision-agrees", row("decision", "registry_decision", "passed = not passed", "id in (select d.id from registry_decision d"
        " join registry_result r on r.id = d.result_id where r.state <> 'prepared')")),
    ("result-published", row("result", "registry_result", "document = ''", "state = 'published'")),
    ("result-published", row("result", "registry_result", "published_on = published_on - 60", "state = 'published'")),
    ("certificate-earned", found_by(ISSUED, TAKEN_OFF, "certificate")),
    ("certificate-earned", row("certificate", "registry_certificate", "decision = ''", "state = 'revoked'")),
    ("certificate-content", row("certificate", "registry_certificate", "digest = repeat('0', 64)", "state = 'issued'")),
    ("certificate-content", row("certificate", "registry_certificate", "content = jsonb_set(content, '{1}', '\"别人\"')", "state = 'issued'")),
    ("certificate-in-status-list", revoked_past_the_list),
    ("certificate-in-status-list", row("statuslist", "registry_statuslist", "file = jsonb_set(file, '{sequence}', '99')",
        "number = (select max(number) from registry_statuslist)")),
    ("case-agrees", row("case", "registry_case", "decision = ''", "state = 'applied'")),
    ("ledger-complete", row("sheet", "scoring_sheet", "handed_in_at = handed_in_at + interval '1 second'", "state = 'handed-in'")),
    ("ledger-complete", row("certificate", "registry_certificate", "issued_at = issued_at + interval '1 second'", "state = 'issued'")),
)  # fmt: skip
