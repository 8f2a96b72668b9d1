"""How the platform is built: every channel starts from the predicate, every write is a service, one clock, one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import zhicheng.web
from zhicheng.web.visibility.scope import registered

WEB = Path(zhicheng.web.__file__).parent
WEB_ITSELF = WEB
GUARDED = {model.__name__ for model, _ in registered().values()}
"""Models whose rows the table guards."""
REVERSED = {
    relation.get_accessor_name()
    for model, _ in registered().values()
    for relation in model._meta.related_objects
    if relation.related_model in {other for other, _ in registered().values()} and not relation.hidden
} | {
    field.name
    for model, _ in registered().values()
    for field in model._meta.many_to_many
    if field.related_model in {other for other, _ in registered().values()}
}  # fmt: skip
"""Names by which guarded rows are reached from another row: ``application.papers``, ``round_.applications`` …"""
MANAGERS = {"objects", "_default_manager", "_base_manager"}
ASKS = {
    "all", "filter", "exclude", "get", "first", "last", "order_by", "values", "values_list", "select_related",
    "prefetch_related", "annotate", "aggregate", "count", "exists", "only", "defer", "iterator", "in_bulk", "earliest", "latest",
}  # fmt: skip
PREDICATE = {"visible"}
SHORT_CUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404"}

WITHOUT = {
    "services", "migrations", "management", "templatetags", "visibility", "keeping", "demonstration", "clock",
    "models.py", "visibility.py", "apps.py", "signals.py", "tasks.py", "server.py", "settings.py", "services.py", "write.py",
}  # fmt: skip
"""Rooms that are no channel: writes, which ask by ``require``; tables; what the installation does of itself."""

OF_A_ROW = "of a row that the caller has found by the predicate"
FROZEN = "the list of files inside a frozen submission, no rows"
ASKED = "what the table of states asks, shown to nobody"
READING = "who reads what, for the predicate itself and for narrowing what is visible"
WRITING = {"applications/messages.py", "applications/receivers.py", "site/acts.py"}
"""Single rooms of writes."""
POLICY = "what a policy or a visitor's own browser holds, no rows"
EXCUSED = {
    "api/policies.py:list_readings one.readings": POLICY,
    "public/policies/readings_page.py:reading_page pack.readings": POLICY,
    "public/policies/readings_page.py:readings_page pack.readings": POLICY,
    "public/policies/search.py:_readings pack.readings": POLICY,
    "public/selfcheck/under.py:setting_for carried.answers": POLICY,
    "accounts/backend.py:_active User": "who is signed in: nobody has a standing before that",
    "rounds/due_dates.py:holders Grant": "whom a reminder goes to; shown to nobody",
    "accounts/queries.py:account_called User": "for who knows the name, to grant a role; shown to nobody",
    "accounts/queries.py:roles_ever_open Grant": "asked by rules, shown to nobody",
    "api/rows/of_applications.py:_named row.applications": "the names of a visible notice, which it announces",
    "api/rows/of_applications.py: row.applications": "whom a visible batch names",
    "api/rows/of_meeting.py:_examiners row.examiners": "who examined at a visible defence, by number",
    "api/public.py:raise_objection notice.applications": "whom of those named somebody means",
    "applications/document_parts.py:notice_result": OF_A_ROW,
    "applications/dossiers.py:handed_in_files application.papers": OF_A_ROW,
    "applications/dossiers.py:papers_to_judge application.papers": OF_A_ROW,
    "applications/dossiers.py:record_rows Record": "what the applicant of "
    + OF_A_ROW[5:]
    + " keeps, for the verdict on it",
    "applications/dossiers.py:paper_rows Paper": "what the applicant of "
    + OF_A_ROW[5:]
    + " keeps, for the verdict on it",
    "applications/facts.py:notice_facts": OF_A_ROW,
    "applications/facts.py:by_name row.recommending_experts": OF_A_ROW,
    "applications/items.py:_files": FROZEN,
    "applications/office_documents.py:letter_of_batch batch.applications": "whom a visible batch names",
    "applications/office_documents.py:roster_of_batch batch.applications": "whom a visible batch names",
    "applications/reading.py:_paper_names asked.records": "a policy's list, no rows",
    "applications/views/department.py:batch_file batch.applications": "how many a visible batch names",
    "notices/queries.py:named_in notice.applications": "the names of a visible notice, which it announces",
    "notices/queries.py:_persons Application": "how many a visible notice names",
    "notices/queries.py:_open_objections Objection": "how many there are to a notice of one's own unit",
    "notices/views/employer.py:paper_objection row.applications": "whom of those named somebody means",
    "notices/views/public.py:raise_objection row.applications": "whom of those named somebody means",
    "papers/asked.py:papers_for evidence.records": "a policy's list, no rows",
    "papers/asked.py:names_by_key evidence.records": "a policy's list, no rows",
    "papers/upload_pages.py:remove paper.applications": "whether one's own file was handed in",
    "committee/committee_facts.py:_draw_facts row.draws": ASKED,
    "committee/committee_facts.py:_pool_facts pool.experts": ASKED,
    "committee/committee_facts.py:_sizes Group": ASKED,
    "committee/committee_facts.py:committee_formed Committee": ASKED,
    "committee/committee_facts.py:committee_formed row.seats": ASKED,
    "committee/committee_facts.py:held Seat": ASKED,
    "committee/committee_facts.py:pool_of Pool": ASKED,
    "committee/plan_parts.py:_committee Committee": "numbers of a plan " + OF_A_ROW[5:],
    "committee/plan_parts.py:_notice notice.applications": "how many it named, for a plan " + OF_A_ROW[5:],
    "committee/plan_parts.py:_notice notice.objections": "how many there were, for a plan " + OF_A_ROW[5:],
    "committee/plan_parts.py:figures_of Application": "numbers of a plan " + OF_A_ROW[5:],
    "committee/plan_process.py:acted_on EligibilityCheck": ASKED,
    "committee/plan_process.py:plan_approved Plan": ASKED,
    "committee/plan_process.py:review_notice Notice": ASKED,
    "committee/plan_process.py:review_notice_facts notice.objections": ASKED,
    "committee/seats_process.py:_facts Seat": ASKED,
    "committee/seats_process.py:barred Tie": ASKED,
    "committee/seats_process.py:declared Declaration": ASKED,
    "committee/views/plan.py:_departments Organisation": "one's own departments",
    "scoring/process.py:_deliberation_facts row.sheets.filter": ASKED,
    "scoring/process.py:defence_open Defence": ASKED,
    "scoring/process.py:tainted_sheets row.sheets.filter": ASKED,
    "scoring/queries.py:awaited Reading": READING,
    "scoring/queries.py:awaited Sheet": READING,
    "scoring/queries.py:awaited_readings Sheet": READING,
    "scoring/queries.py:counts_of Reading": OF_A_ROW,
    "scoring/queries.py:counts_of row.sheets.filter": OF_A_ROW,
    "scoring/queries.py:left_to_read Sheet": READING,
    "scoring/queries.py:left_to_settle Sheet": READING,
    "scoring/reckoning.py:group_answers Answer": "what enters the verdict " + OF_A_ROW,
    "scoring/recusal.py:barred Application": READING,
    "scoring/recusal.py:barred Tie": READING,
    "scoring/recusal.py:before_committee_of Deliberation": READING,
    "scoring/recusal.py:before_committee_of Seat": READING,
    "scoring/recusal.py:is_barred Seat": ASKED,
    "scoring/recusal.py:led_by Deliberation": READING,
    "scoring/recusal.py:led_by Seat": READING,
    "scoring/recusal.py:readings_of Reading": READING,
    "experts/facts.py:_concerned Expert": ASKED,
    "experts/facts.py:_stated round_": ASKED,
    "experts/facts.py:applicants_of round_.applications": "whom the review judges, for rules and for narrowing what is visible",
    "experts/facts.py:experts_of Expert": "who is in the pool, for rules and for narrowing what is visible",
    "experts/process.py:_facts row.experts": ASKED,
    "experts/process.py:newest_round Round": "by which rules a pool " + OF_A_ROW[5:] + " goes",
    "experts/queries.py:own_offices Organisation": "one's own offices",
    "meetings/document.py:as_minutes meeting.tellers": OF_A_ROW,
    "meetings/document.py:_members Signature": OF_A_ROW,
    "meetings/document.py:_spans Presence": OF_A_ROW,
    "meetings/document.py:members_then Seat": OF_A_ROW,
    "meetings/minutes.py:attended Presence": OF_A_ROW,
    "meetings/minutes.py:presences Presence": OF_A_ROW,
    "meetings/minutes.py:unsigned Signature": OF_A_ROW,
    "meetings/minutes.py:votes_of Vote": OF_A_ROW,
    "meetings/platform_half.py:bundle_of meeting.sessions": OF_A_ROW,
    "meetings/platform_half.py:held_of row.votes": OF_A_ROW,
    "meetings/process.py:_meeting_facts Plan": ASKED,
    "meetings/process.py:_vote_facts Deliberation": ASKED,
    "meetings/process.py:_vote_facts Vote": ASKED,
    "meetings/process.py:as_approved Plan": ASKED,
    "meetings/process.py:entries_of Tally": ASKED,
    "meetings/process.py:key_destroyed meeting.sessions": ASKED,
    "meetings/process.py:roles_at meeting.tellers": ASKED,
    "meetings/process.py:undecided Vote": ASKED,
    "meetings/process.py:votes_open Vote": ASKED,
    "meetings/room.py:movements Presence": OF_A_ROW,
    "meetings/room.py:present_now Presence": ASKED,
    "meetings/room.py:recused_for Tie": ASKED,
    "meetings/room.py:rooms_now Deliberation": ASKED,
    "meetings/room.py:seats_of Seat": OF_A_ROW,
    "meetings/tells.py:last_meeting Meeting": ASKED,
    "meetings/tells.py:meeting_now Vote": ASKED,
    "meetings/views/member.py:_context row.tellers": "whether one counts at a meeting " + OF_A_ROW[5:],
    "meetings/views/office.py:_context row.tellers": "who counts at a meeting " + OF_A_ROW[5:],
    "meetings/views/presiding.py:_context row.tellers": "who counts at a meeting " + OF_A_ROW[5:],
    "meetings/views/teller.py:counting row.tellers": "whether one counts at a meeting " + OF_A_ROW[5:],
    "meetings/waiting.py:_member Signature": "what waits for oneself at a meeting " + OF_A_ROW[5:],
    "meetings/waiting.py:_member meeting.tellers": "what waits for oneself at a meeting " + OF_A_ROW[5:],
    "meetings/waiting.py:_member seat.presences": "what waits for oneself at a meeting " + OF_A_ROW[5:],
    "registry/case_process.py:had_a_part": ASKED,
    "registry/case_process.py:title_given Certificate": ASKED,
    "registry/certificate_process.py:_established Case": ASKED,
    "registry/certificate_process.py:_facts": ASKED,
    "registry/certificate_process.py:contested": ASKED,
    "registry/outcomes.py:_scores Deliberation": "what acts put into decisions, which the table guards",
    "registry/outcomes.py:_votes Vote": "what acts put into decisions, which the table guards",
    "registry/outcomes.py:before_the_committee Application": "whom an act of the office decides on, and how many they are",
    "registry/outcomes.py:outcomes_of EnteredOutcome": "what acts put into decisions, which the table guards",
    "registry/outcomes.py:voted_on Meeting": ASKED,
    "registry/queries.py:certificate_by_number Certificate": "for who has its number, which nobody can guess; no name is told",
    "registry/queries.py:issuers Organisation": "names of offices that issue certificates, which are public",
    "registry/queries.py:named_in_result result.decisions": "the names of a published result, which it announces",
    "registry/register.py:numbered Certificate": "which places of a list are taken, shown to nobody",
    "registry/register.py:register_of Certificate": "what the rules of issuing and a status list, which names nobody, are reckoned from",
    "registry/repeats.py:outcome_changed result.decisions": ASKED,
    "registry/repeats.py:repeats_due": ASKED,
    "registry/repeats.py:to_be_entered EnteredOutcome": ASKED,
    "registry/result_process.py:_facts Reexamination": ASKED,
    "registry/result_process.py:decided_elsewhere EnteredOutcome": ASKED,
    "registry/result_process.py:result_notice_facts notice.objections": ASKED,
    "registry/tells.py:certificates_due Certificate": ASKED,
    "registry/tells.py:ordered Certificate": ASKED,
    "registry/tells.py:meeting_elsewhere Review": ASKED,
    "registry/tells.py:ordered Reexamination": ASKED,
    "registry/tells.py:pending": ASKED,
    "registry/tells.py:result_state Result": ASKED,
    "registry/views/results.py:_refuse_own Decision": "whether oneself is on a list, to refuse its making",
    "review/process.py:unchecked Application": "how many nobody has checked, for the table's rules",
    "review/recommending.py:admitted Application": "who goes before the committee, for acts and the table's rules",
    "review/recommending.py:unrecommended Application": "how many no committee has decided on, for the table's rules",
    "review/rules.py:rules_of Review": "what a review sets of its rules, shown to nobody",
    "rounds/queries.py:offices_of Organisation": "one's own offices",
    "rounds/queries.py:departments Organisation": "names of departments, which are public",
    "rounds/queries.py:organisations_by_name Organisation": "names of departments, which are public",
}
"""Room and function (and what it reads) where guarded rows are taken past the predicate, and why nobody is shown more."""


def reading_rooms() -> Iterator[Path]:
    """Every room from which something reaches a page, an answer, a list, a file: all that are no writes."""
    for path in sorted(WEB.rglob("*.py")):
        room = path.relative_to(WEB)
        if not WITHOUT & set(room.parts) and str(room) not in WRITING:
            yield path


def channels() -> Iterator[Path]:
    """Where answers are made: pages and the interface."""
    for path in reading_rooms():
        parts = path.relative_to(WEB).parts
        if "views" in parts or path.name in ("views.py", "upload_pages.py") or parts[0] == "api":
            yield path


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _aliases(tree: ast.AST) -> set[str]:
    """The names that guarded models have in a room: their own, or what an import or an assignment calls them."""
    found = set(GUARDED)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname for one in node.names if one.name in GUARDED and one.asname}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in found:
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _reads(tree: ast.AST) -> Iterator[ast.AST]:
    """Every place where guarded rows are taken: from their model, from another row, by a short cut."""
    aliases = _aliases(tree)
    emptied = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "none"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            if node.attr == "objects" and _name_of(node.value) not in aliases:
                continue  # of a model that is found only at run time any manager but ``objects`` is looked at
            if node not in emptied:
                yield node
        if isinstance(node, ast.Attribute) and node.attr in ASKS:
            inner = node.value
            if isinstance(inner, ast.Attribute) and inner.attr in REVERSED and _name_of(inner.value) not in aliases:
                yield node
        if isinstance(node, ast.Call) and _name_of(node.func) in SHORT_CUTS and node.args:
            if _name_of(node.args[0]) in aliases:
                yield node


def _judged(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether what is taken here goes through the predicate: inside its call, or by a name that goes into its call."""
    inner = node
    while inner in parents:
        inner = parents[inner]
        if isinstance(inner, ast.Call) and _name_of(inner.func) in PREDICATE:
            return True
        if isinstance(inner, (ast.Assign, ast.AnnAssign)):
            targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
            return all(isinstance(one, ast.Name) and _goes_in(one.id, _around(inner, parents)) for one in targets)
        if isinstance(inner, (ast.FunctionDef, ast.Lambda)):
            return False
    return False


def _around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    while node in parents and not isinstance(node, ast.FunctionDef):
        node = parents[node]
    return node


def _goes_in(name: str, function: ast.AST) -> bool:
    """Whether a name goes into a call of the predicate, and is used nowhere else but there and to narrow itself."""
    used = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]
    parents = _parents(function)
    return bool(used) and all(_judged_or_narrowed(one, parents, name) for one in used)


def _judged_or_narrowed(node: ast.AST, parents: dict[ast.AST, ast.AST], name: str) -> bool:
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call) and _name_of(node.func) in PREDICATE:
            return True
        if isinstance(node, ast.Assign):  # rows = rows.filter(...)
            return any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
        if isinstance(node, ast.stmt):
            return False
    return False


def unjudged(path: Path) -> list[tuple[str, str]]:
    """Where in a room guarded rows are taken past the predicate: ``room:function what``, and the line."""
    tree = ast.parse(path.read_text("utf-8"))
    parents = _parents(tree)
    found = []
    for node in _reads(tree):
        if not _judged(node, parents):
            function = _around(node, parents)
            name = function.name if isinstance(function, ast.FunctionDef) else ""
            found.append((f"{path.relative_to(WEB)}:{name} {ast.unparse(node)}", f"line {node.lineno}"))  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("path", list(reading_rooms()), ids=lambda path: str(path.relative_to(WEB)))
def test_guarded_rows_are_read_only_through_the_predicate(path: Path) -> None:
    assert not [(what, line) for what, line in unjudged(path) if not _excuse(what)]


def _excuse(what: str) -> str:
    return next((excuse for excuse in EXCUSED if what.startswith(excuse)), "")


def test_every_excuse_is_still_needed() -> None:
    used = {_excuse(what) for path in reading_rooms() for what, _ in unjudged(path)}
    assert used - {""} == set(EXCUSED)


BEFORE_ANYBODY_ASKS = {"accounts/queries.py", "accounts/sessions.py"}
"""Rooms that find out who is asking, in the database's own words."""


@pytest.mark.parametrize("path", list(reading_rooms()), ids=lambda path: str(path.relative_to(WEB)))
def test_the_predicate_is_no_other_function_and_nothing_goes_around_the_models(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                if "visible" in (one.name, one.asname):
                    assert node.module == "zhicheng.web.visibility.scope", f"{path}:{node.lineno}"
                    assert one.asname is None, f"{path}:{node.lineno}"
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            assert node.name != "visible", f"{path}:{node.lineno}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assert node.id != "visible", f"{path}:{node.lineno}"
        if isinstance(node, ast.Call) and str(path.relative_to(WEB)) not in BEFORE_ANYBODY_ASKS:
            assert _name_of(node.func) not in ("raw", "get_model", "cursor"), f"{path}:{node.lineno}"


BYPASSES = (
    "def page(request, pk):\n    return Application.objects.get(pk=pk)",
    "from zhicheng.web.applications.models import Application as Case\ndef page(pk):\n    return Case.objects.get(pk=pk)",
    "Case = Application\ndef page(pk):\n    return Case._default_manager.get(pk=pk)",
    "def page(pk):\n    return get_object_or_404(Application, pk=pk)",
    "def page(pk):\n    return models.Application.objects.get(pk=pk)",
    "def page(application):\n    return application.papers.all()",
    "def page(request):\n    return request.user.records.filter(kind='patent')",
    "def page(standing):\n    rows = Application.objects.all()\n    return rows",
    "def page(standing):\n    rows = Application.objects.all()\n    seen = visible(standing, 'view', rows)\n    return rows",
    "def page(standing):\n    rows = Application.objects.all()\n    rows = rows.filter(state='draft')\n    return list(rows)",
    "def page(standing):\n    return Listing(standing, Application.objects.all())",
)
"""Ways past the predicate that must be seen."""


@pytest.mark.parametrize("text", BYPASSES)
def test_a_way_past_the_predicate_is_seen(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "views.py"
    room.write_text(text, "utf-8")
    monkeypatch.setattr("tests.web.test_architecture.WEB", tmp_path)
    assert unjudged(room)


def _calls_of_visible(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name_of(node.func) == "visible"]


def test_the_predicate_taken_out_of_any_room_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call of ``visible`` is replaced by the rows it was given, one at a time: each time something is seen."""
    rooms = list(reading_rooms())
    monkeypatch.setattr("tests.web.test_architecture.WEB", tmp_path)
    tried, unseen = 0, []
    for path in rooms:
        lines = path.read_text("utf-8")
        for call in _calls_of_visible(path):
            without = ast.unparse(call.args[2])
            changed = lines.replace(ast.get_source_segment(lines, call) or "", without, 1)
            room = tmp_path / path.relative_to(WEB_ITSELF)
            room.parent.mkdir(parents=True, exist_ok=True)
            room.write_text(changed, "utf-8")
            tried += 1
            if not [what for what, _ in unjudged(room) if not _excuse(what)]:
                unseen.append(f"{path.relative_to(WEB_ITSELF)}:{call.lineno}")
    assert tried > 50
    assert not unseen


WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


@pytest.mark.parametrize("path", list(channels()), ids=lambda path: str(path.relative_to(WEB)))
def test_a_channel_never_writes(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            assert owner.endswith(("workbook", "session", "form")), (
                f"{path.name}:{node.lineno}: {owner}.{node.func.attr}"
            )


CLOCK = WEB / "clock" / "now.py"
OTHERS_WITH_A_CLOCK = {"keeping", "demonstration", "server.py", "accounts/sessions.py"}
"""Rooms that keep the installation, not the review: file ages, backups, waiting for a process, sessions."""


def test_one_room_reads_the_clock() -> None:
    for path in sorted(WEB.rglob("*.py")):
        room = path.relative_to(WEB)
        if path == CLOCK or OTHERS_WITH_A_CLOCK & {room.parts[0], str(room)}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                wrong = ("timezone.now", "datetime.now", "date.today", "datetime.utcnow", "timezone.localdate")
                assert not called.endswith(wrong), f"{path}:{node.lineno}: {called}"


PUBLIC = {
    "policies", "check", "notices", "sanctions", "rounds", "api", "accounts", "language", "type", "invitation", "experts",
    "", "static", "invitations", "verify", "results",
}  # fmt: skip
"""First parts of addresses that a visitor may open."""
PUBLIC_PROOFS = ("/ledger/checkpoint/", "/ledger/key/", "/ledger/consistency/")
"""What a visitor may open of a part that is not theirs: hashes and signatures, which say nothing of any person."""


def addresses() -> Iterator[str]:
    """Every address of the platform, its parameters filled in with something."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, here)
            else:
                yield here

    for pattern in walk(get_resolver().url_patterns, ""):
        if "^" in pattern or "(?P" in pattern:
            continue
        filled = pattern
        while "<" in filled:
            start, end = filled.index("<"), filled.index(">")
            kind = filled[start + 1 : end].split(":")[0]
            filled = filled[:start] + ("1" if kind == "int" else "x") + filled[end + 1 :]
        yield "/" + filled.lstrip("/")


@pytest.mark.django_db
def test_a_visitor_gets_nothing_but_what_is_public(client: Client, now: object) -> None:
    tried = 0
    for address in addresses():
        if address.strip("/").split("/")[0] in PUBLIC or address.startswith(PUBLIC_PROOFS):
            continue
        tried += 1
        answer = client.get(address)
        assert answer.status_code in (302, 404, 405), (address, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/"), (address, answer["Location"])
    assert tried > 20
