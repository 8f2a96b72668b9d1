"""Every way to cheat that we know of: refused by the other half, or shown by a page or the recount."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import MEETING, Room, hello, state
from tests.procedure.ballot.voter import Alarm, Message, RefusedByIssuer, Voter, b64, canonical, digest, number
from zhicheng.procedure.ballot.blind_signature import blind_sign
from zhicheng.procedure.ballot.bundle import Ballots, bundle
from zhicheng.procedure.ballot.envelopes import Kept, sorted_leaves
from zhicheng.procedure.ballot.keys import sign_statement
from zhicheng.procedure.ballot.messages import Closing, Envelope, Envelopes, Handover, SignedBoard
from zhicheng.procedure.ballot.opening import read_content, unseal
from zhicheng.procedure.ballot.platform import (
    PlatformVote,
    close_vote,
    drop_voters,
    hand_over,
    open_vote,
    take_board,
    take_in,
)
from zhicheng.procedure.ballot.recount import recount
from zhicheng.procedure.ballot.session import SignedSession, session_of
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.ledger.tree import root
from zhicheng.procedure.refusal import ActRefused


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(members=4)


@pytest.fixture
def vote(room: Room) -> PlatformVote:
    """Everybody has voted: on a-001 three yes, one no; on a-002 likewise."""
    opened = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(opened, {"m01": "YY", "m02": "YY", "m03": "YN", "m04": "NY"})
    return opened


@pytest.fixture
def counted(room: Room, vote: PlatformVote) -> PlatformVote:
    room.whole(vote)
    return vote


def failing(whole: Ballots) -> set[str]:
    return {one.code for one in recount(whole) if not one.holds}


def resigned(room: Room, vote: PlatformVote, change: Callable[[Message], None]) -> Ballots:
    """The bundle with a board that a dishonest supervisor changed and signed anew, results reckoned from it."""
    assert vote.board is not None
    board = json.loads(json.dumps(vote.board.board.plain()))
    change(board)
    signature = sign_statement(room.folder.signing_key(), board)
    vote.board = SignedBoard.model_validate({"board": board, "signature": signature})
    return bundle(MEETING, [room.held(vote)])


def row_of(board: Message, applicant: str, choice: str) -> Message:
    rows: list[Message] = board["rows"]
    return next(one for one in rows if (one["ballot"]["applicant"], one["ballot"]["choice"]) == (applicant, choice))


# --- flipped, replayed, moved, dropped, added: on the board ---


def test_flipped(room: Room, counted: PlatformVote) -> None:
    """A no becomes a yes; the stamps are of the no."""

    def change(board: Message) -> None:
        row_of(board, "a-001", "N")["ballot"]["choice"] = "Y"

    assert failing(resigned(room, counted, change)) == {"stamps"}
    assert room.voter(counted, "m04").look_for_rows(state(room, counted, "m04")) == ["a-001"]


def test_flipped_under_the_old_signature(room: Room, counted: PlatformVote) -> None:
    whole = bundle(MEETING, [room.held(counted)]).plain()
    row_of(whole["sessions"][0]["board"]["board"], "a-001", "N")["ballot"]["choice"] = "Y"
    assert failing(Ballots.model_validate(whole)) == {"board-signed", "stamps", "results"}


def test_replayed_on_the_board(room: Room, counted: PlatformVote) -> None:
    """A yes stands twice, a no is left out so that the number is right."""

    def change(board: Message) -> None:
        board["rows"][board["rows"].index(row_of(board, "a-001", "N"))] = row_of(board, "a-001", "Y")
        board["rows"].sort(key=lambda row: (row["ballot"]["applicant"], row["ballot"]["number"]))

    assert failing(resigned(room, counted, change)) == {"numbers"}


def test_replayed_from_a_former_session(room: Room, counted: PlatformVote) -> None:
    """The rows of the first run are shown again as those of the second."""
    second = room.open(room.session({"a-001": {}}, repeats=counted.session))
    room.ballots(second, dict.fromkeys(room.members, "N"))
    room.whole(second)
    assert counted.board is not None
    old = [row.plain() for row in counted.board.board.rows if row.ballot.applicant == "a-001"]
    shown = resigned(room, second, lambda board: board.update(rows=old)).sessions
    whole = bundle(MEETING, [room.held(counted, repeated={"a-001": "缺票"}), *shown])
    assert failing(whole) == {"stamps", "numbers"}


def test_an_envelope_of_a_former_session_is_refused(room: Room, vote: PlatformVote) -> None:
    old = vote.kept[0].envelope.plain()
    second = room.open(room.session({"a-001": {}, "a-002": {}}, repeats=vote.session))
    voter = room.voter(second, "m01")
    with pytest.raises(RefusedByIssuer) as refused:
        voter.post([old])
    assert refused.value.codes == ("unknown-session",)


def test_a_ballot_of_a_former_session_sealed_anew_is_spoiled(room: Room, vote: PlatformVote) -> None:
    """A member seals the stamped ballot of the first run, with the new session's name written in."""
    old = room.voter(vote, "m01").row("a-001")
    second = room.open(room.session({"a-001": {}}, repeats=vote.session))
    room.ballots(second, dict.fromkeys(["m02", "m03", "m04"], "Y"))
    voter = room.voter(second, "m01")
    voter.choices["a-001"] = "Y"
    renamed = old | {"ballot": old["ballot"] | {"session": second.session.id}}
    voter.post([voter.seal("a-001", canonical(renamed))])
    room.close(second)
    room.confirm(second, ["m02", "m03", "m04"])
    board = room.count(second, {"m01": "不肯确认"}).board
    assert [one.reason for one in board.spoiled] == ["stamp-platform"]
    assert len(board.rows) == 3


def test_moved_to_another_applicant(room: Room, counted: PlatformVote) -> None:
    """A yes for a-001 is shown as one for a-002, whose no it replaces."""

    def change(board: Message) -> None:
        moved = json.loads(json.dumps(row_of(board, "a-001", "Y")))
        moved["ballot"]["applicant"] = "a-002"
        board["rows"].remove(row_of(board, "a-002", "N"))
        board["rows"].append(moved)
        board["rows"].sort(key=lambda row: (row["ballot"]["applicant"], row["ballot"]["number"]))

    assert failing(resigned(room, counted, change)) == {"stamps", "numbers"}


def test_moved_inside_an_envelope(room: Room) -> None:
    """A member puts the stamps for a-001 on a ballot for a-002."""
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(vote, dict.fromkeys(["m02", "m03", "m04"], "YY"))
    voter = room.voter(vote, "m01")
    voter.choices = {"a-001": "Y", "a-002": "Y"}
    row = voter.row("a-001")
    moved = row | {"ballot": row["ballot"] | {"applicant": "a-002"}}
    voter.post([voter.envelope("a-001"), voter.seal("a-002", canonical(moved))])
    room.close(vote)
    room.confirm(vote, ["m02", "m03", "m04"])
    board = room.count(vote, {"m01": "不肯确认"}).board
    assert [(one.applicant, one.reason) for one in board.spoiled] == [("a-002", "stamp-platform")]


@pytest.mark.parametrize("how", ["another applicant's ballot", "not canonical", "not JSON", "one member more"])
def test_content_that_is_no_ballot_of_its_envelope(room: Room, how: str) -> None:
    """Good stamps do not help: the envelope for a-002 holds something else than one ballot for a-002."""
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(vote, dict.fromkeys(["m02", "m03", "m04"], "YY"))
    voter = room.voter(vote, "m01")
    voter.choices = {"a-001": "Y", "a-002": "Y"}
    row = voter.row("a-002")
    content = {
        "another applicant's ballot": canonical(voter.row("a-001")),
        "not canonical": json.dumps(row, indent=1).encode(),
        "not JSON": canonical(row)[:-1],
        "one member more": canonical(row | {"note": "m01"}),
    }[how]
    voter.post([voter.seal("a-002", content)])
    room.close(vote, {("m01", "a-001"): "未投"})
    room.confirm(vote, ["m02", "m03", "m04"])
    board = room.count(vote, {"m01": "不肯确认"}).board
    assert [(one.applicant, one.reason) for one in board.spoiled] == [("a-002", "not-a-ballot")]
    assert len(board.rows) == 6


def test_an_envelope_moved_to_another_applicant_does_not_open(room: Room, vote: PlatformVote) -> None:
    envelope = vote.kept[0].envelope
    key = room.folder.opening_key(vote.session.opening_key.n)
    assert unseal(envelope, key) is not None
    for change in ({"applicant": "a-002"}, {"session": "0" * 64}):
        assert unseal(Envelope.model_validate(envelope.plain() | change), key) is None


def test_dropped_from_the_board(room: Room, counted: PlatformVote) -> None:
    """The supervisor leaves out a no: the count shows, m04's page names it (what proves it: test_proof)."""
    own = room.voter(counted, "m04").row("a-001")
    whole = resigned(room, counted, lambda board: board["rows"].remove(own))
    assert failing(whole) == {"every-envelope"}
    assert room.voter(counted, "m04").look_for_rows(state(room, counted, "m04")) == ["a-001"]
    assert desk.objectors(room.folder, counted.session.id) == ["m04"]


def test_called_spoiled_though_it_is_not(room: Room, counted: PlatformVote) -> None:
    """The supervisor hides a no among the spoiled: the number is right, but the page misses its row."""
    voter = room.voter(counted, "m04")
    own, leaf = voter.row("a-001"), voter.leaf(voter.envelope("a-001"))

    def change(board: Message) -> None:
        board["rows"].remove(own)
        board["spoiled"].append({"applicant": "a-001", "leaf": leaf, "reason": "not-opened"})

    assert failing(resigned(room, counted, change)) == set()
    assert room.voter(counted, "m04").look_for_rows(state(room, counted, "m04")) == ["a-001"]


def test_dropped_before_closing(room: Room, vote: PlatformVote) -> None:
    """The platform loses an envelope: it can't close, or the member's page does not find it and nothing is opened."""
    vote.kept = [kept for kept in vote.kept if (kept.member, kept.applicant) != ("m04", "a-001")]
    with pytest.raises(ActRefused):
        close_vote(vote, room.platform_signing, {})
    room.close(vote, {("m04", "a-001"): "（谎称未投）"})
    pages_object(room, vote, "m04", ["a-001"])


def pages_object(room: Room, vote: PlatformVote, member: str, missing: list[str]) -> None:
    """The member's page misses an envelope; the supervisor, told so, opens nothing."""
    page = room.voter(vote, member)
    assert page.look_for_envelopes(room.send(vote, member, hello(vote, member))) == missing
    room.confirm(vote, [one for one in room.members if one != member])
    drop_voters(vote, os.urandom)
    room.relay(hand_over(vote, os.urandom).plain())
    with pytest.raises(ActRefused) as refused:
        desk.open_session(room.folder, vote.session.id, {})
    assert refused.value.codes == ("not-confirmed",)
    assert desk.confirmations(room.folder, vote.session.id, "closing")[member].holds is False


def test_added_to_the_board(room: Room, counted: PlatformVote) -> None:
    """The supervisor adds a yes with its own stamp twice; it has no stamp of the platform."""

    def change(board: Message) -> None:
        row = json.loads(json.dumps(row_of(board, "a-001", "Y")))
        row["ballot"]["number"] = "f" * 32
        board["rows"].append(row)
        board["rows"].sort(key=lambda one: (one["ballot"]["applicant"], one["ballot"]["number"]))

    assert failing(resigned(room, counted, change)) == {"stamps", "every-envelope"}


def test_added_among_the_envelopes(room: Room, counted: PlatformVote) -> None:
    """One envelope more than was closed, or another one, changes the root: the supervisor opens nothing."""
    message = hand_over(counted, os.urandom).plain()
    extra = message["envelopes"][0] | {"sealed": b64(b"x" * 1000)}
    for envelopes in ([*message["envelopes"], extra], [extra, *message["envelopes"][1:]], message["envelopes"][1:]):
        answer = room.relay(message | {"envelopes": envelopes})
        assert answer["refusals"][0]["code"] == "bad-root"


def test_the_same_envelope_twice_among_those_handed_over(room: Room, vote: PlatformVote) -> None:
    vote.kept[1] = vote.kept[0]
    envelopes = [kept.envelope for kept in vote.kept]
    counts = [{"applicant": name, "envelopes": 4} for name in vote.session.names]
    found = root(sorted_leaves(envelopes)).hex()
    fields = {"session": vote.session.id, "root": found, "count": 8, "counts": counts, "missing": []}
    closing = Closing.model_validate({"format": "zhicheng-ballot-closing/1", **fields})
    signed = {"closing": closing.plain(), "signature": sign_statement(room.platform_signing, closing.plain())}
    message = {"format": "zhicheng-ballot-handover/1", "session": vote.session.id, "closing": signed}
    answer = room.relay(message | {"envelopes": [one.plain() for one in envelopes]})
    assert answer["refusals"][0]["code"] == "bad-root"


def test_somebody_else_s_envelope_is_refused(room: Room, vote: PlatformVote) -> None:
    """m01 hands in the envelope of m04 as its own (before its own is in)."""
    copied = next(kept for kept in vote.kept if (kept.member, kept.applicant) == ("m04", "a-001"))
    vote.kept = [kept for kept in vote.kept if kept.member != "m01"]
    with pytest.raises(RefusedByIssuer) as refused:
        room.voter(vote, "m01").post([copied.envelope.plain()])
    assert refused.value.codes == ("already-in",)


# --- late, proxy, twice ---


def test_late(room: Room, vote: PlatformVote) -> None:
    vote.kept = [kept for kept in vote.kept if kept.member != "m04"]
    voter = room.voter(vote, "m04")
    late = [voter.envelope(name) for name in ("a-001", "a-002")]
    room.close(vote, {("m04", name): "未投" for name in ("a-001", "a-002")})
    with pytest.raises(RefusedByIssuer) as refused:
        voter.post(late)
    assert refused.value.codes == ("closed",)


def test_a_late_stamp_of_the_supervisor(room: Room) -> None:
    """Once the envelopes are handed over the supervisor stamps no first ballot, whatever the platform relays."""
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(["m01", "m02", "m03"], "Y"))
    late = room.voter(vote, "m04")
    room.close(vote, {("m04", "a-001"): "未投"})
    room.confirm(vote, ["m01", "m02", "m03"])
    room.hand_over(vote)
    late.choices["a-001"] = "N"
    answer = room.relay(late.request("supervisor", ["a-001"]))
    assert answer["refusals"][0]["code"] == "closed"


@pytest.mark.parametrize("over", ["destroyed", "repeated"])
def test_no_first_stamp_once_a_session_is_over(room: Room, over: str) -> None:
    opened = room.open(room.session({"a-001": {}}))
    room.ballots(opened, {"m01": "Y", "m02": "Y", "m03": "N"})
    if over == "destroyed":
        room.close(opened, {("m04", "a-001"): "feels unwell"})
        room.confirm(opened, ["m01", "m02", "m03"])
        room.count(opened)
        before = room.folder.read(f"{opened.session.id}/handover.json")
        desk.destroy(room.folder, opened.session.id, dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
        desk.answer(room.folder, before, os.urandom)
        assert room.folder.read(f"{opened.session.id}/handover.json") is None  # what is deleted is not kept again
    else:
        desk.sign(room.folder, room.asked(room.session({"a-001": {}}, repeats=opened.session)))
    late = room.voter(opened, "m04")
    late.choices["a-001"] = "Y"
    assert room.relay(late.request("supervisor", ["a-001"]))["refusals"][0]["code"] == "closed"
    assert [row.member for row in room.folder.issued(opened.session.id)] == ["m01", "m02", "m03"]


def test_somebody_absent_gets_no_stamp_from_either(room: Room) -> None:
    room.folder.mark([], ["m04"])
    room.present = room.members[:3]
    vote = room.open(room.session({"a-001": {}}))
    absent = Voter("m04", room.seeds["m04"], room.codes["m04"], lambda message: room.send(vote, "m04", message))
    with pytest.raises(RefusedByIssuer) as refused:
        absent.hello(MEETING, "v1")
    assert refused.value.codes == ("not-present",)
    absent.session, absent.id, absent.choices = vote.session.plain(), vote.session.id, {"a-001": "Y"}
    for issuer in ("platform", "supervisor"):
        with pytest.raises(RefusedByIssuer) as none:
            absent.stamps(issuer, ["a-001"])
        assert none.value.codes == ("not-present",)
    assert room.relay(absent.request("supervisor", ["a-001"]))["refusals"][0]["code"] == "not-present"


def test_somebody_who_left_gets_no_first_stamp_of_the_supervisor(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    voter = room.voter(vote, "m04")
    room.folder.mark([], ["m04"])
    voter.choices["a-001"] = "Y"
    voter.stamps("platform", ["a-001"])
    with pytest.raises(RefusedByIssuer) as refused:
        voter.stamps("supervisor", ["a-001"])
    assert refused.value.codes == ("not-present",)


def test_proxy(room: Room) -> None:
    """m01 votes in the name of m04: the platform knows who has logged in, the supervisor who holds the card."""
    vote = room.open(room.session({"a-001": {}}))
    proxy = Voter("m04", room.seeds["m01"], room.codes["m01"], lambda message: room.send(vote, "m01", message))
    with pytest.raises(RefusedByIssuer) as refused:
        proxy.hello(MEETING, "v1")
    assert refused.value.codes == ("bad-message",)
    proxy.session, proxy.id, proxy.choices = vote.session.plain(), vote.session.id, {"a-001": "Y"}
    answer = room.relay(proxy.request("supervisor", ["a-001"]))
    assert answer["refusals"][0]["code"] == "bad-mac"


@pytest.mark.parametrize("facts", [{"recused": ["m04"]}, {"missed": ["m04"]}], ids=["recused", "missed"])
def test_recused_or_not_at_the_deliberation(room: Room, facts: dict[str, list[str]]) -> None:
    vote = room.open(room.session({"a-001": facts, "a-002": {}}))
    voter = room.voter(vote, "m04")
    voter.choices = {"a-001": "Y", "a-002": "Y"}
    for issuer in ("platform", "supervisor"):
        with pytest.raises(RefusedByIssuer) as refused:
            voter.stamps(issuer, ["a-001", "a-002"])
        assert refused.value.codes == ("not-eligible",)
    with pytest.raises(RefusedByIssuer) as posted:
        voter.post([voter.seal("a-001", b"x")])
    assert posted.value.codes == ("not-eligible",)


@pytest.mark.parametrize("issuer", ["platform", "supervisor"])
def test_double_stamp(room: Room, vote: PlatformVote, issuer: str) -> None:
    """Another ballot for the same applicant is refused, with all that was asked beside it; the same one is not."""
    voter = room.voter(vote, "m01")
    before = voter.stamps(issuer, ["a-001"])
    voter.choices = {"a-001": "N", "a-002": "Y"}
    kept = (list(vote.issued), room.folder.issued(vote.session.id))
    for names in (["a-001"], ["a-001", "a-002"]):
        with pytest.raises(RefusedByIssuer) as refused:
            voter.stamps(issuer, names)
        assert refused.value.codes == ("already-stamped",)
    assert kept == (list(vote.issued), room.folder.issued(vote.session.id))
    voter.choices["a-001"] = "Y"
    assert voter.stamps(issuer, ["a-001"]) == before


def test_two_ballots_in_one_request(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    voter = room.voter(vote, "m01")
    voter.choices["a-001"] = "Y"
    request = voter.request("platform", ["a-001"])
    voter.choices["a-001"] = "N"
    request["requests"] += voter.request("platform", ["a-001"])["requests"]
    answer = room.send(vote, "m01", request)
    assert answer["refusals"][0]["code"] == "bad-message" and vote.issued == []


def test_the_same_ballot_in_two_envelopes_counts_once(room: Room) -> None:
    """m01 lets m02 hand in m01's stamped ballot, too."""
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(["m01", "m03", "m04"], "Y"))
    row = room.voter(vote, "m01").row("a-001")
    other = room.voter(vote, "m02")
    other.choices["a-001"] = "Y"
    other.post([other.seal("a-001", canonical(row))])
    room.close(vote)
    room.confirm(vote, ["m01", "m03", "m04"])
    board = room.count(vote, {"m02": "不肯确认"}).board
    assert len(board.rows) == 3 and [one.reason for one in board.spoiled] == ["repeated"]
    assert failing(bundle(MEETING, [room.held(vote)])) == set()


# --- keys shown to one member ---


def test_another_platform_key_shown_to_one_member(room: Room, vote: PlatformVote) -> None:
    """The platform marks m01's ballot by a stamp key of its own: the supervisor's tag is not for that session."""
    marked = vote.signed.plain()
    marked["session"]["applicants"][0]["platform"] = room.platform_spare[0].plain()
    marked["signatures"]["platform"] = sign_statement(room.platform_signing, marked["session"])

    def send(message: Message) -> Message:
        return room.send(vote, "m01", message) | {"signed": marked}

    voter = Voter("m01", room.seeds["m01"], room.codes["m01"], send)
    with pytest.raises(Alarm, match="supervisor's"):
        voter.hello(MEETING, "v1")


def test_two_sessions_for_one_vote_are_not_both_signed(room: Room, vote: PlatformVote) -> None:
    """The platform asks the supervisor to sign a second session with the keys of the first, for m01 alone."""
    other = room.session({"a-001": {}, "a-002": {}})
    fields = vote.session.plain()
    fields["applicants"][0]["platform"] = other.applicants[0].platform.plain()
    with pytest.raises(ActRefused) as refused:
        desk.sign(room.folder, room.asked(session_of(fields)))
    assert set(refused.value.codes) == {"session-not-ours"}


@pytest.mark.parametrize("how", ["the same vote", "an applicant of it", "another run 2", "a run too far"])
def test_no_session_beside_another_even_with_fresh_keys(room: Room, vote: PlatformVote, how: str) -> None:
    """One session for m01, one for the others: each part's votes would be known by themselves."""
    if how == "another run 2":
        desk.sign(room.folder, room.asked(room.session({"a-001": {}}, repeats=vote.session)))
    beside = {
        "the same vote": lambda: room.session({"a-009": {}}),
        "an applicant of it": lambda: room.session({"a-002": {}}, vote="v2"),
        "another run 2": lambda: room.session({"a-001": {}}, repeats=vote.session),
        "a run too far": lambda: room.session({"a-001": {}}, repeats=vote.session, run=3),
    }[how]()
    with pytest.raises(ActRefused) as refused:
        desk.sign(room.folder, room.asked(beside))
    assert refused.value.codes == ("session-not-ours",)
    follows = room.session({"a-002": {}}, repeats=vote.session)
    assert desk.sign(room.folder, room.asked(follows)).session == follows.id


def test_no_vote_opens_where_nobody_may_vote(room: Room) -> None:
    """All are recused and not counted: two thirds of nobody would be reached without a single yes."""
    rule = {"share": "2/3", "base": "present", "recused": "not-counted", "source": "x"}
    session = room.session({"a-001": {"recused": room.members}}, majority=rule)
    assert session.base("a-001") == 0
    with pytest.raises(ActRefused) as refused:
        desk.sign(room.folder, room.asked(session))
    assert refused.value.codes == ("no-voter",)
    own, theirs = (sign_statement(key, session.plain()) for key in (room.platform_signing, room.folder.signing_key()))
    signed = {"session": session.plain(), "signatures": {"platform": own, "supervisor": theirs}}
    with pytest.raises(ActRefused) as again:
        open_vote(SignedSession.model_validate(signed), {})
    assert again.value.codes == ("no-voter",)


def test_a_vote_does_not_open_without_both_signatures(room: Room, vote: PlatformVote) -> None:
    for issuer in ("platform", "supervisor"):
        signed = vote.signed.plain()
        other = "supervisor" if issuer == "platform" else "platform"
        signed["signatures"][issuer] = signed["signatures"][other]
        with pytest.raises(ActRefused) as refused:
            open_vote(SignedSession.model_validate(signed), vote.tags)
        assert refused.value.codes == ("bad-signature",)


def test_a_stamp_under_another_key_is_noticed_by_the_page(room: Room) -> None:
    """The session is right, but the platform signs m01's ballot with another key to know it again."""
    vote = room.open(room.session({"a-001": {}}))
    other = room.platform_keys[room.platform_spare[0].n]

    def send(message: Message) -> Message:
        if message.get("issuer") != "platform":
            return room.send(vote, "m01", message)
        blinded = number(message["requests"][0]["blinded"]) % other.n
        stamp = blind_sign(other, blinded.to_bytes(256, "big"), os.urandom)
        return {
            "format": "zhicheng-ballot-stamps/1",
            "stamps": [{"applicant": "a-001", "stamp": b64(stamp)}],
        }

    voter = Voter("m01", room.seeds["m01"], room.codes["m01"], send)
    voter.hello(MEETING, "v1")
    with pytest.raises(Alarm, match="bad stamp"):
        voter.vote({"a-001": "Y"})


# --- envelope swapped ---


def test_envelope_swapped_by_the_platform(room: Room, vote: PlatformVote) -> None:
    """The platform puts another envelope in the place of m04's."""
    place = next(i for i, kept in enumerate(vote.kept) if (kept.member, kept.applicant) == ("m04", "a-001"))
    false = vote.kept[place].envelope.plain() | {"sealed": b64(os.urandom(1000))}
    vote.kept[place] = Kept("m04", Envelope.model_validate(false))
    with pytest.raises(Alarm, match="not mine"):
        room.voter(vote, "m04")
    room.close(vote)
    page = Voter("m04", room.seeds["m04"], room.codes["m04"], lambda message: room.send(vote, "m04", message))
    page.accept(vote.signed.plain(), vote.tags["m04"])
    page.choices = {"a-001": "N", "a-002": "Y"}
    assert page.look_for_envelopes(room.send(vote, "m04", hello(vote, "m04"))) == ["a-001"]
    room.confirm(vote, ["m01", "m02", "m03"])
    room.hand_over(vote)
    with pytest.raises(ActRefused):
        desk.open_session(room.folder, vote.session.id, {})


@pytest.mark.parametrize("page", ["objects", "was closed"])
def test_called_missing_by_the_platform_though_it_was_in(room: Room, page: str) -> None:
    """The platform drops all envelopes of m04, gives a reason, and closes: m04 is asked all the same."""
    opened = room.open(room.session({"a-001": {}}))
    room.ballots(opened, {"m01": "Y", "m02": "Y", "m03": "N", "m04": "N"})
    opened.kept[:] = [kept for kept in opened.kept if kept.member != "m04"]
    room.close(opened, {("m04", "a-001"): "feels unwell"})
    room.confirm(opened, ["m01", "m02", "m03"])
    assert opened.closing is not None
    if page == "objects":
        room.voter(opened, "m04").confirm("closing", opened.closing.closing.root, ["a-001"], True)
    room.hand_over(opened)
    with pytest.raises(ActRefused) as refused:
        desk.open_session(room.folder, opened.session.id, {})
    assert refused.value.codes == ("not-confirmed",)
    assert "m04" in refused.value.refusals[0].text[1]
    board = desk.open_session(room.folder, opened.session.id, {"m04": "says that nothing was sent"})
    assert [one.member for one in board.board.without] == ["m04"]


def test_another_envelope_in_place_of_one_s_own_is_refused(room: Room, vote: PlatformVote) -> None:
    with pytest.raises(RefusedByIssuer) as refused:
        voter = room.voter(vote, "m01")
        voter.choices["a-001"] = "N"
        voter.post([voter.seal("a-001", b"another")])
    assert refused.value.codes == ("already-in",)


def test_another_root_shown_to_one_member(room: Room, vote: PlatformVote) -> None:
    """m04 is shown a root with its envelope, the supervisor gets one without: the confirmations differ."""
    whole = list(vote.kept)
    room.close(vote)
    shown = room.send(vote, "m04", hello(vote, "m04"))
    vote.kept = [kept for kept in whole if (kept.member, kept.applicant) != ("m04", "a-001")]
    vote.closing = None
    room.close(vote, {("m04", "a-001"): "（谎称未投）"})
    page = room.voter(vote, "m04")
    assert page.look_for_envelopes(shown) == []
    room.confirm(vote, ["m01", "m02", "m03"])
    room.hand_over(vote)
    with pytest.raises(ActRefused) as refused:
        desk.open_session(room.folder, vote.session.id, {})
    assert refused.value.codes == ("bad-root",)


# --- one half alone ---


def test_platform_alone_can_not_make_a_ballot(room: Room) -> None:
    """It has its keys, all logs and all messages; it lacks the admission code, so the supervisor stamps nothing."""
    vote = room.open(room.session({"a-001": {}}))
    forger = Voter("m04", os.urandom(32), os.urandom(12), room.relay)
    forger.session, forger.id, forger.choices = vote.session.plain(), vote.session.id, {"a-001": "Y"}
    mine = forger.secrets("a-001")
    n = forger.modulus("a-001", "platform")
    request = forger.request("platform", ["a-001"])
    key = room.platform_keys[vote.session.on("a-001").platform.n]
    stamp = blind_sign(key, number(request["requests"][0]["blinded"]).to_bytes(256, "big"), os.urandom)
    own = forger.signature("a-001", "platform", b64(stamp))
    assert pow(number(own), 65537, n)
    with pytest.raises(RefusedByIssuer) as refused:
        forger.stamps("supervisor", ["a-001"])
    assert refused.value.codes == ("bad-mac",)
    row = {"ballot": mine.ballot, "prefix": b64(mine.derive("prefix", 32)), "platform": own, "supervisor": own}
    room.ballots(vote, dict.fromkeys(["m01", "m02", "m03"], "N"))
    sealed = forger.seal("a-001", canonical(row))
    message = {"format": "zhicheng-ballot-envelopes/1", "session": forger.id, "member": "m04", "envelopes": [sealed]}
    take_in(vote, Envelopes.model_validate(message))
    room.close(vote)
    room.confirm(vote, ["m01", "m02", "m03"])
    board = room.count(vote, {"m04": "（平台谎称）"}).board
    assert [one.reason for one in board.spoiled] == ["stamp-supervisor"]


def test_platform_alone_can_not_change_who_is_present(room: Room) -> None:
    """The supervisor signs its own list only."""
    room.folder.mark([], ["m04"])
    session = room.session({"a-001": {}})
    assert "m04" in session.present
    with pytest.raises(ActRefused) as refused:
        room.open(session)
    assert refused.value.codes == ("session-not-ours",)


def test_platform_alone_can_not_open_an_envelope(room: Room, vote: PlatformVote) -> None:
    """Nothing among its private keys opens one, and the length of a ballot is the same for every choice."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(65537, 3072)
    assert all(unseal(kept.envelope, other) is None for kept in vote.kept)
    assert len({len(kept.envelope.sealed) for kept in vote.kept}) == 1
    key = room.folder.opening_key(vote.session.opening_key.n)
    contents = [read_content(kept.envelope, unseal(kept.envelope, key) or b"") for kept in vote.kept]
    assert {row.ballot.choice for row in contents if row} == {"Y", "N"}


def test_supervisor_alone_can_not_make_a_ballot(room: Room, counted: PlatformVote) -> None:
    """It stamps what it likes with its own key and replaces m04's no; the platform's stamp is missing."""
    forger = Voter("m04", os.urandom(32), room.codes["m04"], room.relay)
    forger.session, forger.id, forger.choices = counted.session.plain(), counted.session.id, {"a-001": "Y"}
    request = forger.request("supervisor", ["a-001"])
    key = room.folder.stamp_key(counted.session.on("a-001").supervisor.n)
    stamp = blind_sign(key, number(request["requests"][0]["blinded"]).to_bytes(256, "big"), os.urandom)
    own = forger.signature("a-001", "supervisor", b64(stamp))
    mine = forger.secrets("a-001")
    row = {"ballot": mine.ballot, "prefix": b64(mine.derive("prefix", 32)), "platform": own, "supervisor": own}

    def change(board: Message) -> None:
        board["rows"].remove(row_of(board, "a-001", "N"))
        board["rows"].append(row)
        board["rows"].sort(key=lambda one: (one["ballot"]["applicant"], one["ballot"]["number"]))

    assert failing(resigned(room, counted, change)) == {"stamps"}
    assert room.voter(counted, "m04").look_for_rows(state(room, counted, "m04")) == ["a-001"]


def test_supervisor_alone_can_not_show_its_board_as_another_session_s(room: Room, counted: PlatformVote) -> None:
    assert counted.board is not None
    for change in ({"root": "0" * 64}, {"session": "0" * 64}):
        board: dict[str, Any] = counted.board.board.plain() | change
        signed = {"board": board, "signature": sign_statement(room.folder.signing_key(), board)}
        with pytest.raises(ActRefused) as refused:
            take_board(counted, SignedBoard.model_validate(signed))
        assert refused.value.codes == ("bad-root",)
    unsigned = counted.board.plain() | {"signature": sign_statement(room.platform_signing, counted.board.board.plain())}
    with pytest.raises(ActRefused) as other:
        take_board(counted, SignedBoard.model_validate(unsigned))
    assert other.value.codes == ("bad-signature",)


def test_another_board_shown_to_one_member(room: Room, counted: PlatformVote) -> None:
    """The supervisor learns from the confirmation that m01 was shown another board than its own."""
    honest = counted.board
    assert honest is not None
    resigned(room, counted, lambda board: board.update(without=[{"member": "m02", "reason": "x"}]))
    page = room.voter(counted, "m01")
    assert page.look_for_rows(state(room, counted, "m01")) == []
    assert desk.objectors(room.folder, counted.session.id) == ["m01"]
    assert digest(honest.board.plain()) != digest(counted.board.board.plain())


def test_a_second_closing_after_the_first_was_handed_over(room: Room, vote: PlatformVote) -> None:
    """The platform closes again without m04's no, and hands that over: the supervisor keeps to the first."""
    whole = list(vote.kept)
    room.close(vote)
    room.confirm(vote)
    first = vote.closing
    room.hand_over(vote)
    vote.loose.clear()
    vote.kept = [kept for kept in whole if (kept.member, kept.applicant) != ("m04", "a-001")]
    vote.closing = None
    room.close(vote, {("m04", "a-001"): "（谎称未投）"})
    assert vote.closing != first
    assert room.hand_over(vote)["refusals"][0]["code"] == "bad-root"
    assert len(desk.open_session(room.folder, vote.session.id, {}).board.rows) == 8


def test_nobody_confirms_envelopes_that_are_open(room: Room, counted: PlatformVote) -> None:
    voter = room.voter(counted, "m01")
    with pytest.raises(RefusedByIssuer) as refused:
        voter.look_for_envelopes(state(room, counted, "m01"))
    assert refused.value.codes == ("closed",)


def test_a_handing_over_that_the_platform_did_not_sign(room: Room, vote: PlatformVote) -> None:
    room.close(vote)
    room.confirm(vote)
    drop_voters(vote, os.urandom)
    message = hand_over(vote, os.urandom).plain()
    message["closing"]["signature"] = sign_statement(room.folder.signing_key(), message["closing"]["closing"])
    answer = room.relay(Handover.model_validate(message).plain())
    assert answer["refusals"][0]["code"] == "bad-signature"


def test_a_confirmation_in_somebody_else_s_name(room: Room, vote: PlatformVote) -> None:
    room.close(vote)
    said: list[Message] = []

    def send(message: Message) -> Message:
        said.append(message)
        return room.send(vote, "m01", message)

    page = Voter("m01", room.seeds["m01"], room.codes["m01"], send)
    page.hello(MEETING, "v1")
    page.look_for_envelopes(room.send(vote, "m01", hello(vote, "m01")))
    message = said[-1]
    for change in ({"member": "m02"}, {"holds": False}, {"digest": "0" * 64}, {"mac": ""}):
        assert room.relay(message | change)["refusals"][0]["code"] == "bad-mac"
    assert room.relay(message)["format"] == "zhicheng-ballot-noted/1"
