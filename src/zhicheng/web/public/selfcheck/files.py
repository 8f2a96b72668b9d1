"""The dossier from a file and into a file; the example; a fresh start."""

from __future__ import annotations

from functools import cache

from django.http import Http404, HttpResponse, HttpResponseRedirect

from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.policy.pack import POLICIES
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.dossier_forms.state import CONTENT_TYPES, FORMATS, download
from zhicheng.web.public.selfcheck.carried import Carried, carried_by
from zhicheng.web.public.selfcheck.overview import Told, overview_page
from zhicheng.web.public.selfcheck.pages import MOST_PROBLEMS, open_to_all, page_language
from zhicheng.web.public.selfcheck.uploads import handed_in
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.request import PageRequest

HOME = "/check/"


@open_to_all("file", 30)
def open_file(request: PageRequest) -> HttpResponse:
    """Take over a file; where it has errors they are all said, and the dossier of the page stays."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    carried = carried_by(request)
    try:
        dossier = handed_in(request)
    except Refused as refused:
        text = ("文件有误，未载入任何内容", "The file has errors; nothing was taken from it")
        return overview_page(request, carried, Told(text, tuple(refused.problems)[:MOST_PROBLEMS]))
    count = len(dossier.records)
    told = Told((f"已载入文件，共 {count} 条材料", f"The file is loaded; records: {count}"), saved=True)
    return overview_page(request, Carried(dossier, carried.as_of), told)


@open_to_all("example", 60)
def example(request: PageRequest) -> HttpResponse:
    """The demonstration dossier: a made-up engineer."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    carried = carried_by(request)
    told = Told(("已载入示例材料（人物为虚构）", "The example is loaded; the person is made up"), saved=True)
    return overview_page(request, Carried(example_dossier(), carried.as_of), told)


@open_to_all("clear", 60)
def clear(request: PageRequest) -> HttpResponse:
    """Begin anew with nothing."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    told = Told(("已清空，本页不再保留任何材料", "Cleared: this page keeps nothing any more"), saved=True)
    return overview_page(request, Carried(), told)


@open_to_all("save", 120)
def save(request: PageRequest, format: str) -> HttpResponse:
    """The dossier as a file."""
    return _file(request, format)


@open_to_all("save-excel", 20)
def save_excel(request: PageRequest) -> HttpResponse:
    """The dossier as a workbook, which takes longer to make."""
    return _file(request, "xlsx")


def _file(request: PageRequest, format: str) -> HttpResponse:
    if format not in FORMATS:
        raise Http404(format[:20])
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    lang = page_language()
    raw = download(carried_by(request).dossier, format, lang)
    return attachment(raw, CONTENT_TYPES[format], f"{'申报材料' if lang == 'zh' else 'dossier'}.{format}")


@cache
def example_dossier() -> Dossier:
    """The demonstration dossier shipped with the program."""
    return read_dossier(POLICIES / "demo" / "dossier.yaml")
