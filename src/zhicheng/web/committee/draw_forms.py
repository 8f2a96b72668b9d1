"""The plan of a draw as a form: seats and group by specialty, caps, balls, other sources of chance."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from zhicheng.procedure.draw.seed import ORDER_DIGITS, TICKET_DIGITS
from zhicheng.web.site.templatetags.say import spoken

CAPS: Final = 5
MOST: Final = 200
BY: Final = (
    ("", spoken("（无）", "(none)")),
    ("region", spoken("地区", "region")),
    ("employer", spoken("单位", "employer")),
)
BALLS: Final = (
    ("0", spoken("不摇号", "none")),
    (
        str(TICKET_DIGITS),
        spoken("4 位（有监督方时加用，或仅凭抽签表）", "4 digits (beside supervisors, or for a lottery alone)"),
    ),
    (str(ORDER_DIGITS), spoken("39 位（可代替监督方）", "39 digits (can stand in for supervisors)")),
)


class DrawPlanForm(forms.Form):
    """The plan of a draw; ``plan`` is what it says, once it is valid."""

    balls = forms.ChoiceField(label=spoken("现场摇号", "Balls drawn in the room"), choices=BALLS)
    sources = forms.CharField(
        label=spoken(
            "其他随机来源（每行一个，如某期彩票）", "Other sources of chance (one per line, such as a lottery to come)"
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=600,
    )
    lottery = forms.BooleanField(label=spoken("一律使用公布抽签表", "A published lottery in any case"), required=False)

    def __init__(self, data: Any = None, *, plan: dict[str, Any]) -> None:
        self.before = plan
        super().__init__(data, initial=_initial(plan))
        for place, one in enumerate(plan["seats"]):
            self.fields[f"seat_{place}"] = forms.IntegerField(
                min_value=0, max_value=MOST, label=spoken(f"{one['name']}：席位", f"{one['name']}: seats")
            )
            self.fields[f"group_{place}"] = forms.CharField(
                required=False, max_length=60, label=spoken(f"{one['name']}：评议组", f"{one['name']}: group")
            )
        for place in range(CAPS):
            number = place + 1
            self.fields[f"cap_by_{place}"] = forms.ChoiceField(
                choices=BY, required=False, label=spoken(f"限制 {number}：对象", f"cap {number}: by")
            )
            self.fields[f"cap_value_{place}"] = forms.CharField(
                required=False, max_length=120, label=spoken(f"限制 {number}：名称", f"cap {number}: name")
            )
            for key, zh, en in (("least", "至少", "least"), ("most", "至多", "most")):
                self.fields[f"cap_{key}_{place}"] = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    label=spoken(f"限制 {number}：{zh}", f"cap {number}: {en}"),
                )

    @property
    def seat_rows(self) -> list[dict[str, Any]]:
        """The fields of each specialty, for a table."""
        return [
            {"name": one["name"], "count": self[f"seat_{place}"], "group": self[f"group_{place}"]}
            for place, one in enumerate(self.before["seats"])
        ]

    @property
    def cap_rows(self) -> list[dict[str, Any]]:
        """The fields of each cap, for a table."""
        return [{key: self[f"cap_{key}_{place}"] for key in ("by", "value", "least", "most")} for place in range(CAPS)]

    def clean(self) -> dict[str, Any]:
        """No cap without a bound, none that can't be kept, no source twice."""
        found = super().clean() or {}
        for place in range(CAPS):
            least, most = found.get(f"cap_least_{place}"), found.get(f"cap_most_{place}")
            if not found.get(f"cap_by_{place}"):
                continue
            if least is None and most is None:
                self.add_error(f"cap_most_{place}", spoken("请填写至少或至多人数", "give a least or a most"))
            if least is not None and most is not None and most < least:
                self.add_error(f"cap_most_{place}", spoken("上限小于下限", "the most is below the least"))
            if least and not found.get(f"cap_value_{place}"):
                self.add_error(
                    f"cap_value_{place}", spoken("有下限的须写明名称", "a least needs the name of whom it is for")
                )
        if not any(found.get(f"seat_{place}") for place in range(len(self.before["seats"]))):
            self.add_error(None, spoken("至少须有一个席位", "there must be one seat at least"))
        if len(set(_lines(found))) < len(_lines(found)):
            self.add_error("sources", spoken("来源重复", "a source stands twice"))
        return found

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as the service takes it."""
        given = self.cleaned_data
        return {
            "seats": [
                {"name": one["name"], "count": given[f"seat_{place}"], "group": given[f"group_{place}"].strip()}
                for place, one in enumerate(self.before["seats"])
            ],
            "caps": [
                {
                    "by": given[f"cap_by_{place}"],
                    "value": given[f"cap_value_{place}"].strip(),
                    "least": given[f"cap_least_{place}"] or 0,
                    "most": given[f"cap_most_{place}"],
                }
                for place in range(CAPS)
                if given[f"cap_by_{place}"]
            ],
            "balls": int(given["balls"]),
            "sources": _lines(given),
            "lottery": given["lottery"],
        }


def _lines(given: dict[str, Any]) -> list[str]:
    return [line.strip() for line in given.get("sources", "").splitlines() if line.strip()]


def _initial(plan: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "balls": str(plan["balls"]),
        "sources": "\n".join(plan["sources"]),
        "lottery": plan["lottery"],
    }
    for place, one in enumerate(plan["seats"]):
        found |= {f"seat_{place}": one["count"], f"group_{place}": one["group"]}
    for place, one in enumerate(plan["caps"][:CAPS]):
        found |= {f"cap_{key}_{place}": one[key] for key in ("by", "value", "least", "most")}
    return found


class PaperForm(forms.Form):
    """A small paper of a draw: a commitment or a reveal."""

    paper = forms.FileField(label=spoken("文件", "File"), max_length=200, allow_empty_file=False)


class BundleForm(forms.Form):
    """The file of a draw to be checked, with hashes kept elsewhere."""

    bundle = forms.FileField(
        label=spoken("抽取文件或其公开版（.json）", "The draw, or its public view (.json)"), max_length=200
    )
    expect = forms.CharField(
        label=spoken("会议记录中的哈希", "A hash from the minutes"), required=False, max_length=120
    )
