"""Every reason against a file, in two languages, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.refusal import Refusal

Pair = tuple[str, str]

_PRINT: Final[Pair] = (
    "请用阅读器“打印为PDF”另存后再上传",
    "print it to a new PDF from your reader and upload that",
)
_SCAN: Final[Pair] = ("请重新扫描或重新导出后再上传", "scan or export it again and upload that")
_CONVERT: Final[Pair] = (
    "请转换为 PDF、JPG、PNG 或 OFD 后再上传",
    "convert it to PDF, JPG, PNG or OFD and upload that",
)
_OFFICE: Final[Pair] = ("请联系平台管理员", "please tell the operator of the platform")

_REASONS: Final[Mapping[str, tuple[Pair, Pair]]] = {
    "empty-file": (("文件是空的", "the file is empty"), ("请检查后重新选择文件", "check it and choose the file again")),
    "too-large": (
        ("文件超过 {most}，上限为每个文件 {most}", "the file is larger than {most}, the most for one file"),
        ("请降低扫描分辨率（150–200 dpi 即可）或分成几个文件", "scan at 150-200 dpi or split it into several files"),
    ),
    "type-not-allowed": (
        (
            "不接受这种文件（{what[0]}），只接受 PDF、JPG、PNG 和 OFD",
            "this type of file is not accepted ({what[1]}); PDF, JPG, PNG and OFD are",
        ),
        _CONVERT,
    ),
    "archive": (
        ("不接受压缩包（{what[0]}）", "archives are not accepted ({what[1]})"),
        ("请解压后逐个上传其中的文件", "unpack it and upload the files one by one"),
    ),
    "two-types": (
        (
            "文件里还藏有另一种格式的内容（{what[0]}）",
            "the file also holds something of another type ({what[1]})",
        ),
        _SCAN,
    ),
    "active-content": (
        ("文件含有可执行或可跳转的内容：{what[0]}", "the file holds active content: {what[1]}"),
        _PRINT,
    ),
    "encrypted": (
        ("文件加了密码或限制了权限，无法审阅", "the file is encrypted or restricted and cannot be reviewed"),
        ("请去掉密码后另存再上传", "remove the password, save it anew and upload that"),
    ),
    "damaged": (("文件已损坏或不完整，无法打开", "the file is damaged or incomplete and cannot be opened"), _SCAN),
    "too-many-pages": (
        ("共 {count} 页，超过每个文件 {most} 页的上限", "{count} pages; a file may have {most} at most"),
        ("请只保留与该项业绩有关的页，或分成几个文件", "keep the pages that matter, or split it into several files"),
    ),
    "too-many-pixels": (
        (
            "图片为 {width}×{height} 像素，超过 {most} 像素的上限",
            "the picture has {width}×{height} pixels; {most} are the most",
        ),
        ("请缩小图片后再上传", "make the picture smaller and upload that"),
    ),
    "inflates-too-much": (
        ("文件解压后过大（可能是压缩炸弹）", "the file grows too large when unpacked (perhaps a bomb)"),
        _SCAN,
    ),
    "cannot-inspect": (
        ("文件使用了无法检查的编码方式", "the file is coded in a way that cannot be inspected"),
        _PRINT,
    ),
    "name-too-long": (
        ("文件名共 {count} 个字，上限为 {most} 个字", "the name has {count} characters; {most} are the most"),
        ("请把文件名改短后再上传", "shorten the name and upload it again"),
    ),
    "name-not-allowed": (
        ("文件名含有不能使用的字符", "the name holds characters that cannot be used"),
        ("请改名后再上传", "rename the file and upload it again"),
    ),
    "too-many-files": (
        ("该项材料已有 {count} 个文件，上限为 {most} 个", "the record already has {count} files; {most} are the most"),
        ("请合并或删去多余的文件", "merge the files or remove those not needed"),
    ),
    "too-many-of-paper": (
        (
            "该类佐证材料已有 {count} 份，文件规定限 {most} 份以内",
            "{count} of this paper are there already; the document allows {most}",
        ),
        ("请保留最有代表性的几份", "keep the most telling ones"),
    ),
    "application-too-large": (
        ("全部材料合计将超过 {most} 的上限", "all files together would exceed {most}"),
        ("请压缩较大的扫描件", "make the larger scans smaller"),
    ),
    "took-too-long": (
        ("文件过于复杂，未能在规定时间内处理", "the file is too complex to be processed in the time allowed"),
        _PRINT,
    ),
    "no-sandbox": (
        ("服务器未能建立隔离环境，暂不能生成预览", "the server could not set up the locked room for previews"),
        _OFFICE,
    ),
}

CODES: Final = tuple(_REASONS)
"""Every code a file can be refused with."""


def refusal(code: str, *, clause: str = "", **values: object) -> Refusal:
    """The refusal of a file with this code; ``values`` fill its sentence (``most``, ``count``, ``what`` …).

    Raises:
        KeyError: no such code, or a value of its sentence is missing.
    """
    text, do = _REASONS[code]
    return Refusal(code, (text[0].format(**values), text[1].format(**values)), clause, do)


def in_megabytes(size: int) -> str:
    """A size in bytes as people read it: ``10 MB`` (of a million bytes), rounded up to one decimal below 10."""
    tenths = -(-size // 100_000)
    return f"{tenths // 10} MB" if tenths % 10 == 0 or tenths >= 100 else f"{tenths // 10}.{tenths % 10} MB"
