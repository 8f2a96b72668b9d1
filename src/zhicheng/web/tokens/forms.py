"""The form by which a token is made."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms

from zhicheng.web.site.templatetags.say import pick, spoken
from zhicheng.web.tokens.scopes import SCOPES

USUAL: Final = dt.timedelta(days=90)


class TokenForm(forms.Form):
    """What it is for, what it may, until when."""

    name = forms.CharField(
        max_length=80,
        label=spoken("用途", "What it is for"),
        help_text=spoken("如“人事系统对接”，便于日后辨认", "for example 'our staff system', to tell it apart later"),
    )
    scopes = forms.MultipleChoiceField(
        label=spoken("权限范围", "Scopes"),
        help_text=spoken(
            "只能缩小、不能超出您本人的权限", "They narrow what you may do yourself; they never add to it"
        ),
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, key) for key in SCOPES],
    )
    last_day = forms.DateField(
        label=spoken("有效至", "Good until"),
        help_text=spoken("含当日，最长一年", "that day included; a year at most"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["last_day"] = today + USUAL
        choices = [(key, f"{key} · {pick(name)}") for key, name in SCOPES.items()]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
