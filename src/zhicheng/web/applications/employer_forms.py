"""The forms of a public institution: its posts, a step of its competition; Excel sheets of a unit."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from zhicheng.web.applications.facts import COMPETITION_STEPS
from zhicheng.web.site.templatetags.say import pick, spoken

DAY: Final = {"type": "date"}
GRADES: Final = 4
"""So many grades of posts can be stated for one application."""
NUMBERS: Final = (
    ("approved", ("核定数", "approved")),
    ("filled", ("已聘数", "filled")),
    ("vacant", ("空缺数", "vacant")),
    ("applied", ("申报人数", "applying")),
    ("recommended", ("拟推荐人数", "to be recommended")),
)
_MUST: Final = ("approved", "filled", "vacant")


class PostForm(forms.Form):
    """Posts of an institution as they stand on a day, and the post this person stands for."""

    as_of = forms.DateField(label=spoken("截至日期", "As of"), widget=forms.DateInput(attrs=DAY))
    post = forms.CharField(max_length=80, label=spoken("申报岗位", "Post applied for"))
    result = forms.CharField(max_length=120, required=False, label=spoken("竞聘结果", "Result of the competition"))
    note = forms.CharField(max_length=300, required=False, label=spoken("备注", "Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in range(GRADES):
            grade = forms.TextInput(attrs={"aria-label": f"{pick(('岗位等级', 'Grade'))} {line + 1}"})
            self.fields[f"grade{line}"] = forms.CharField(max_length=40, required=line == 0, widget=grade)
            for name, called in NUMBERS:
                number = forms.NumberInput(attrs={"aria-label": f"{pick(called)} {line + 1}"})
                field = forms.IntegerField(min_value=0, max_value=99999, required=False, widget=number)
                self.fields[f"{name}{line}"] = field

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields of each grade, in the order of the table's columns."""
        return [[self[f"{name}{line}"] for name in ("grade", *(key for key, _ in NUMBERS))] for line in range(GRADES)]

    def clean(self) -> dict[str, Any]:
        """Each grade with its three numbers, which agree with one another."""
        said = super().clean() or {}
        for line in range(GRADES):
            self._clean_line(said, line)
        return said

    def _clean_line(self, said: dict[str, Any], line: int) -> None:
        approved, filled, vacant = (said.get(f"{name}{line}") for name in _MUST)
        if not said.get(f"grade{line}"):
            if (approved, filled, vacant) != (None, None, None):
                self.add_error(f"grade{line}", pick(("请填写岗位等级", "name the grade")))
            return
        for name, number in zip(_MUST, (approved, filled, vacant), strict=True):
            if number is None:
                self.add_error(f"{name}{line}", pick(("请填写数量", "give the number")))
        if None not in (approved, filled, vacant) and int(approved or 0) != int(filled or 0) + int(vacant or 0):
            text = ("核定数应等于已聘数加空缺数", "approved posts are those filled and those vacant")
            self.add_error(f"approved{line}", pick(text))

    def data_to_keep(self) -> dict[str, Any]:
        """What was stated, as it is kept."""
        said = self.cleaned_data
        posts = [
            {"grade": said[f"grade{line}"], **{name: said[f"{name}{line}"] for name, _ in NUMBERS}}
            for line in range(GRADES)
            if said[f"grade{line}"]
        ]
        texts = {name: said[name] for name in ("post", "result", "note")}
        return {"as_of": said["as_of"].isoformat(), **texts, "posts": posts}


def post_initial(data: dict[str, Any]) -> dict[str, Any]:
    """The form's first values from what is kept."""
    found = {name: data.get(name, "") for name in ("as_of", "post", "result", "note")}
    for line, post in enumerate(data.get("posts", [])[:GRADES]):
        found.update({f"{name}{line}": value for name, value in post.items()})
    return found


class StepForm(forms.Form):
    """A step of the competition for posts."""

    step = forms.ChoiceField(label=spoken("步骤", "Step"))
    held_on = forms.DateField(label=spoken("日期", "Day"), widget=forms.DateInput(attrs=DAY))
    note = forms.CharField(max_length=500, required=False, label=spoken("结果或说明", "Outcome or note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, pick(name)) for key, name in COMPETITION_STEPS.items()]
        self.fields["step"].choices = choices  # type: ignore[attr-defined]
