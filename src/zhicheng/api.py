"""The Python interface: read a dossier, load a policy, judge.

from zhicheng.api import Dates, Setting, judge, load_pack, read_dossier

setting = Setting(load_pack("zj-iot-2026"), "senior-engineer", Dates(date(2026, 12, 31)))
verdict = judge(setting, read_dossier(Path("dossier.xlsx")))
verdict.can_apply == MET, verdict.low, verdict.high, verdict.questions(), verdict.findings()
"""

from __future__ import annotations

from zhicheng.dossier.files import read_dossier, write_dossier
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.policy.coverage import Coverage, coverage_of
from zhicheng.policy.pack import Pack, load_pack, packs_in
from zhicheng.policy.round import Round, load_round
from zhicheng.report.html import html_report
from zhicheng.report.view import View, view_of
from zhicheng.verdict.advise import Advice, advise
from zhicheng.verdict.compare import Flip, compare_readings
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.materials import Missing, materials
from zhicheng.verdict.result import ScoreNode, Verdict, WayIn
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

__all__ = [
    "MET",
    "NOT_MET",
    "OPEN",
    "Advice",
    "Coverage",
    "Dates",
    "Dossier",
    "Flip",
    "Missing",
    "Pack",
    "Problem",
    "Refused",
    "Round",
    "ScoreNode",
    "Setting",
    "Verdict",
    "View",
    "WayIn",
    "advise",
    "compare_readings",
    "coverage_of",
    "dossier_from",
    "html_report",
    "judge",
    "load_pack",
    "load_round",
    "materials",
    "packs_in",
    "read_dossier",
    "verdict_json",
    "view_of",
    "write_dossier",
]
