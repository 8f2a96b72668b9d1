"""The form by which a person turns e-mail on or off."""

from __future__ import annotations

from django import forms

from zhicheng.web.sending.models import LANGUAGES
from zhicheng.web.site.templatetags.say import spoken


class MailForm(forms.Form):
    """On or off, where to, in which language."""

    on = forms.BooleanField(required=False, label=spoken("用电子邮件通知我", "Tell me by e-mail"))
    address = forms.EmailField(
        required=False,
        max_length=254,
        label=spoken("邮箱", "E-mail address"),
        help_text=spoken(
            "加密保存；确认后才会发送。邮件只说有何事项，不含具体内容。",
            "Kept encrypted, and used once you confirm it. Letters say what there is to read, not what it says.",
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(choices=LANGUAGES, label=spoken("邮件语言", "Language of the letters"))

    def clean(self) -> dict[str, object]:
        """An address where it is turned on."""
        said = super().clean() or {}
        if said.get("on") and not said.get("address") and "address" not in self.errors:
            self.add_error("address", spoken("请填写邮箱", "an address is needed"))
        return said
