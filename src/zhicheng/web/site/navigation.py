"""The places in the head of a page, by what a person's roles let them do."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the head: its name in both languages, its address, the roles that see it (none: everybody)."""

    name: tuple[str, str]
    address: str
    roles: frozenset[str] = frozenset()
    signed_in: bool = False


PLACES = (
    Place(("自查", "Self-check"), "/check/"),
    Place(("政策", "Policies"), "/policies/"),
    Place(("公示", "Notices"), "/notices/"),
    Place(("评审结果", "Results"), "/results/"),
    Place(("我的材料", "My records"), "/records/", signed_in=True),
    Place(("我的申报", "My applications"), "/applications/", signed_in=True),
    Place(("单位", "Employer"), "/employer/", frozenset({"employer", "personnel-agency"})),
    Place(("主管部门", "Department"), "/department/", frozenset({"department"})),
    Place(("中评委", "Intermediate committee"), "/intermediate/", frozenset({"intermediate-committee"})),
    Place(("评审任务", "Review tasks"), "/expert/", frozenset({"expert"})),
    Place(("年度评审", "Rounds"), "/rounds/"),
    Place(("评审", "Reviews"), "/reviews/", frozenset({"committee-office", "supervisor"})),
    Place(("抽取", "Draws"), "/supervisor/draws/", frozenset({"supervisor"})),
    Place(("专家库", "Expert pools"), "/pools/", frozenset({"committee-office", "supervisor"})),
    Place(
        ("组织与权限", "Organisations"),
        "/organisations/",
        frozenset(
            {
                "operator",
                "employer",
                "personnel-agency",
                "department",
                "committee-office",
                "intermediate-committee",
                "supervisor",
            }
        ),
    ),
    Place(("规则工坊", "Workshop"), "/workshop/", frozenset({"policy-officer", "operator"})),
    Place(("账册", "Ledger"), "/ledger/", frozenset({"supervisor", "operator"})),
    Place(("运行维护", "Keeping"), "/keeping/", frozenset({"operator"})),
)


def places_for(request: HttpRequest) -> list[tuple[Place, bool]]:
    """The places this person sees, each with whether it is the one open now."""
    user = getattr(request, "user", None)
    known = bool(user is not None and user.is_authenticated)
    roles = request.standing.roles if known else frozenset()  # type: ignore[attr-defined]
    shown = [
        one for one in PLACES if (not one.roles and not one.signed_in) or (one.signed_in and known) or one.roles & roles
    ]
    return [(one, request.path.startswith(one.address)) for one in shown]
