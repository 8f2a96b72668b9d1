"""The certificate: issued after publication, issued anew, revoked by whom the document names, restored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.review.building import (
    ALWAYS,
    PAGE,
    PARTY,
    REASON,
    ActFacts,
    Frame,
    Reasons,
    Row,
    build,
    named,
    own,
    ruled,
    unless,
)
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable

DUE, ISSUED, REPLACED, REVOKED = "due", "issued", "replaced", "revoked"

FRAME: Final = Frame(
    "certificate",
    ("电子证书", "certificate"),
    DUE,
    (
        State(DUE, ("待颁发", "to be issued"), ("待颁发", "to be issued")),
        State(ISSUED, ("已颁发", "issued"), ("有效", "valid"), final=True),
        State(REPLACED, ("已换发", "replaced"), ("已由新证书替代", "replaced by a new one"), final=True),
        State(REVOKED, ("已撤销", "revoked"), ("已撤销", "revoked"), final=True),
    ),
    {
        "issue": ("颁发证书", "issue the certificate"),
        "re-issue": ("换发证书", "issue it anew"),
        "revoke": ("撤销资格、收回证书", "revoke it"),
        "restore": ("恢复证书", "restore it"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts(ActFacts):
    """A certificate and the act in question.

    ``published``: the result is published; ``passed``: the applicant is on the published list; ``contested``: an
    objection, re-examination or case against the title is open; ``printable``: every character of it can be set;
    ``successor_ready``: the new certificate is made; ``established``: a case with this consequence is established;
    ``annulled``: that case was annulled.
    """

    published: bool
    passed: bool
    contested: bool
    printable: bool
    successor_ready: bool
    established: bool
    annulled: bool


def _published(facts: CertificateFacts) -> Reasons:
    text = ("评审结果尚未公布", "the result is not published")
    do = ("请待发文公布", "wait until it is")
    return unless(facts.published, "result-not-published", text, do, facts.rules.clause("publish"))


def _passed(facts: CertificateFacts) -> Reasons:
    text = ("不在公布的通过名单内", "not on the published list")
    return unless(facts.passed, "not-passed", text, ("不得颁发", "no certificate is due"))


def _uncontested(facts: CertificateFacts) -> Reasons:
    text = ("还有未办结的异议、复查或案件", "an objection, a re-examination or a case is open")
    return unless(not facts.contested, "contested", text, ("请待其办结", "wait until it is settled"))


def _printable(facts: CertificateFacts) -> Reasons:
    text = ("姓名或单位中有字体没有的字", "a character is not in the font")
    return unless(facts.printable, "glyph-missing", text, ("请更换字体后再制作", "use a font that has it"))


def _successor(facts: CertificateFacts) -> Reasons:
    text = ("新证书尚未制作", "the new certificate is not made")
    return unless(facts.successor_ready, "successor-missing", text, ("请先制作", "make it first"))


def _established(facts: CertificateFacts) -> Reasons:
    text = ("没有经核实、应撤销资格的案件", "no established case revokes the title")
    return unless(facts.established, "case-not-established", text, ("请先核实", "establish it first"))


def _annulled(facts: CertificateFacts) -> Reasons:
    text = ("撤销所依据的案件没有被撤销", "the case behind the revocation stands")
    return unless(facts.annulled, "case-stands", text, ("请先办理案件的撤销", "have the case annulled first"))


CONDITIONS: Final[Mapping[str, Condition[CertificateFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    own("published", "结果已公布", "the result is published", ("result-not-published",), _published),
    ruled("passed", "在通过名单内", "on the published list", ("not-passed",), _passed),
    own("uncontested", "没有未结事项", "nothing is open against it", ("contested",), _uncontested),
    own("printable", "字形齐全", "every character can be set", ("glyph-missing",), _printable),
    own("successor-ready", "新证书已制作", "the new one is made", ("successor-missing",), _successor),
    ruled("established", "案件已核实", "a case is established", ("case-not-established",), _established),
    own("annulled", "案件已撤销", "the case is annulled", ("case-stands",), _annulled),
)


def certificate_table(rules: ReviewRules) -> StateTable[CertificateFacts]:
    """The certificate's table for one track: who issues and who revokes differs."""
    return build(
        rules,
        FRAME,
        (
            Row(DUE, "issue", ISSUED, (*ALWAYS, "published", "passed", "uncontested", "printable"), "certify"),
            Row(ISSUED, "re-issue", REPLACED, (*ALWAYS, "reason-given", "successor-ready", "printable"), "certify"),
            Row(ISSUED, "revoke", REVOKED, (*ALWAYS, "established", "reason-given"), "revoke"),
            Row(REVOKED, "restore", ISSUED, (*ALWAYS, "annulled", "reason-given"), "revoke"),
        ),
        CONDITIONS,
    )
