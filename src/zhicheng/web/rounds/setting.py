"""From a stored round to the setting of a verdict: pack, level, dates, pass mark, the yearly notice."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final, cast

from zhicheng.policy.attachments import Procedure, procedure_of
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.policy.round import ROUNDS, load_round, parse_round
from zhicheng.policy.round import Round as Notice
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.tiers import APPLICANT_TIER, Chain, tiers_of
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.points import exact
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.numbers import PASS_MARK
from zhicheng.web.rounds.options import Options, options_of
from zhicheng.web.rounds.windows import tier_key

KEPT = 64
"""So many settings are kept ready; an installation runs fewer rounds at a time."""
_FOUND: Final = "_pack_found"


def setting_of(round_: Round) -> Setting:
    """Under what the dossiers of this round are judged. The same round in the same version gives the same object.

    Raises:
        ActRefused: ``policy-missing`` or ``policy-changed``: the policy pack installed is not the one that the round
            was set up with; an issued version never changes.
    """
    pack = pack_for(round_)
    mark = round_.numbers.get(PASS_MARK, {}).get("value")
    return _setting(
        pack.id, pack.hash, round_.level, round_.notice.get("name", ""), round_.notice.get("text", ""), mark
    )


@lru_cache(maxsize=KEPT)
def _setting(pack_id: str, _pack_hash: str, level: str, name: str, text: str, mark: str | None) -> Setting:
    """A setting by everything it is made of (so that nothing rolled back or changed is ever served again)."""
    pack, notice = load_pack(pack_id), _notice(name, text)
    track = f"{pack_id}/{level}"
    named = notice.dates(track)
    as_of = named.pop("as_of")
    own = notice.pass_mark(track)
    chosen: Fraction | None = own if own is not None or mark is None else exact(mark)
    setting = Setting(pack, level, Dates(as_of, named), chosen, round=notice)
    setting.track()
    return setting


def pack_for(round_: Round) -> Pack:
    """The policy pack of a round, as it was when the round was set up.

    A row that was read once is looked up once: whether the files are still the same is asked again for each request.

    Raises:
        ActRefused: as :func:`setting_of`.
    """
    wanted = (round_.pack, round_.pack_version, round_.pack_hash)
    kept = round_.__dict__.get(_FOUND)
    if kept is None or kept[0] != wanted:
        kept = round_.__dict__[_FOUND] = (wanted, _installed(round_))
    return cast(Pack, kept[1])


def _installed(round_: Round) -> Pack:
    try:
        pack = load_pack(round_.pack)
    except Refused as error:
        text = (f"本系统没有安装规则包 {round_.pack}", f"the policy pack {round_.pack} is not installed")
        do = ("请联系运维人员安装", "ask the operator to install it")
        raise ActRefused(Refusal("policy-missing", text, do=do)) from error
    if (pack.version, pack.hash) != (round_.pack_version, round_.pack_hash):
        raise ActRefused(_changed(round_, pack))
    return pack


def _changed(round_: Round, pack: Pack) -> Refusal:
    then = f"{round_.pack_version}/{round_.pack_hash[:12]}"
    now = f"{pack.version}/{pack.hash[:12]}"
    return Refusal(
        "policy-changed",
        (
            f"规则包 {round_.pack} 与本年度设定时不同（当时 {then}，现在 {now}）；已发布的版本不得改动",
            f"the policy pack {round_.pack} is not the one this round was set up with ({then} then, {now} now); an issued version never changes",
        ),
        do=("请恢复原版规则包，或为新版另设年度", "put the old pack back, or set up another round for the new one"),
    )


def notice_of(round_: Round) -> Notice:
    """The yearly notice of a round, read.

    Raises:
        Refused: it names a pack that is no longer there.
    """
    return _notice(round_.notice.get("name", ""), round_.notice.get("text", ""))


@lru_cache(maxsize=KEPT)
def _notice(name: str, text: str) -> Notice:
    return parse_round(text.encode(), name)


def procedure_for(round_: Round) -> Procedure | None:
    """The procedure of the round's document; ``None`` where it has none."""
    return _procedure(round_.pack, pack_for(round_).hash, round_.level)


@lru_cache(maxsize=KEPT)
def _procedure(pack_id: str, _pack_hash: str, level: str) -> Procedure | None:
    return procedure_of(load_pack(pack_id), level)


def options_for(round_: Round) -> Options:
    """The office's choices for a round."""
    return options_of(round_.options)


def chain_for(round_: Round) -> Chain | Refusal:
    """The tiers an application goes through in this round; a refusal where document and round leave them unset."""
    return tiers_of(procedure_for(round_), options_for(round_).round_tiers())


def draft_allowed(round_: Round) -> bool:
    """Whether applications may be made though the policy is not in force: the office has said why."""
    return bool(options_for(round_).draft_accepted)


def tier_names(round_: Round) -> dict[str, tuple[str, str]]:
    """The tiers of a round by the key of their window, the applicant first; only the applicant where none is set."""
    chain = chain_for(round_)
    tiers = () if isinstance(chain, Refusal) else chain.tiers
    return {tier_key(APPLICANT_TIER): ROLES["applicant"], **{tier_key(tier.index): tier.name for tier in tiers}}


def bundled_text(name: str) -> str:
    """The text of a round file shipped with the program.

    Raises:
        Refused: there is no such round.
    """
    found = load_round(name)
    return (ROUNDS / f"{found.id}.yaml").read_text("utf-8")
