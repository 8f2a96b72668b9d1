"""The forms of accounts, organisations and roles."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator

from zhicheng.procedure.roles import ROLES
from zhicheng.web.accounts.models import ORGANISATION_KINDS, Organisation, User
from zhicheng.web.accounts.services.grants import PLATFORM_ROLES, ROLES_OF
from zhicheng.web.accounts.services.organisations import OrganisationFacts
from zhicheng.web.site.templatetags.say import spoken

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}")


def both(pair: str) -> Any:
    """A model's label "中文 / English" in the page's language."""
    zh, _, en = pair.partition(" / ")
    return spoken(zh, en or zh)


class NameForm(forms.Form):
    """What signing up asks beside name and password of the account."""

    name = forms.CharField(
        max_length=80, label=spoken("姓名", "Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "username", "password1", "password2")

    def signup(self, request: Any, user: User) -> None:  # noqa: ARG002 - the shape allauth calls
        """Keep the name with the new account (called by allauth)."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class DetailsForm(forms.Form):
    """One's own name and telephone number."""

    name = forms.CharField(max_length=80, label=spoken("姓名", "Name"))
    phone = forms.CharField(
        max_length=20,
        required=False,
        label=spoken("联系电话", "Telephone"),
        help_text=spoken("加密保存，只用于联系您本人", "kept encrypted, used only to reach you"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number, if it looks like one."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not _TELEPHONE.fullmatch(phone):
            raise forms.ValidationError(
                spoken("请填写电话号码，如 0574-87000000 或 13800000000", "a telephone number, such as 0574-87000000")
            )
        return phone


class PersonalNumberForm(forms.Form):
    """The identity number, written once."""

    number = forms.CharField(
        max_length=24,
        label=spoken("公民身份号码", "Identity number"),
        help_text=spoken(
            "18 位，末位可为 X。登记后本人不能再改；页面只显示首末几位。",
            "18 characters, the last a digit or X. You can't change it later; pages show only its first and last characters.",
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        max_length=200, label=spoken("理由", "Reason"), help_text=spoken("写入账册", "goes into the ledger")
    )


class CorrectionForm(PersonalNumberForm, ReasonForm):
    """An identity number corrected, with the reason."""

    field_order = ("number", "reason")


class OrganisationForm(forms.Form):
    """What is said of an organisation."""

    name = forms.CharField(max_length=120, label=spoken("单位名称", "Name"))
    kind = forms.ChoiceField(
        choices=[(key, both(label)) for key, label in ORGANISATION_KINDS], label=spoken("类别", "Kind")
    )
    credit_code = forms.CharField(
        max_length=18, required=False, label=spoken("统一社会信用代码", "Unified social credit code")
    )
    region = forms.CharField(max_length=40, required=False, label=spoken("地区", "Region"))
    above = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        label=spoken("上级主管部门", "Department above"),
        help_text=spoken("材料审核后报送到这里", "where papers go next"),
    )
    public_institution = forms.BooleanField(required=False, label=spoken("事业单位", "Public institution"))
    contact = forms.CharField(max_length=120, required=False, label=spoken("联系方式", "Contact"))

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["above"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments

    def facts(self) -> OrganisationFacts:
        """What was filled in."""
        said = self.cleaned_data
        plain = {key: said[key].strip() for key in ("name", "kind", "credit_code", "region", "contact")}
        above = said["above"].pk if said["above"] else None
        return OrganisationFacts(**plain, above_id=above, public_institution=said["public_institution"])


class RoleForm(forms.Form):
    """A role, and until when."""

    role = forms.ChoiceField(label=spoken("角色", "Role"))
    until = forms.DateField(
        required=False,
        widget=_DAY,
        label=spoken("截止日期", "Last day"),
        help_text=spoken(
            "当天仍有效。委托必须填写；平台管理员授权可留空。",
            "that day included. A delegation needs one; the operator may leave it empty.",
        ),
    )

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = PLATFORM_ROLES if organisation is None else ROLES_OF[organisation.kind]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role, spoken(*ROLES[role])) for role in roles]


class GrantForm(RoleForm):
    """A role for somebody with an account."""

    username = forms.CharField(
        max_length=150,
        label=spoken("对方的用户名", "The person's account name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("username", "role", "until")


class InviteForm(RoleForm):
    """A role for somebody without an account."""

    name = forms.CharField(max_length=80, label=spoken("受邀人姓名", "Name of the person"))
    field_order = ("name", "role", "until")


class NewPasswordForm(forms.Form):
    """A password, twice; checked by the platform's rules for passwords."""

    password = forms.CharField(
        label=spoken("密码", "Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=spoken("再输一次密码", "The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_password(self) -> str:
        """The password, if the rules allow it."""
        password = str(self.cleaned_data["password"])
        person = self.person or User(username=str(self.data.get("username", "")), name=str(self.data.get("name", "")))
        validate_password(password, person)
        return password

    def clean_again(self) -> str:
        """The same password once more."""
        if self.cleaned_data.get("password") not in (None, self.cleaned_data["again"]):
            raise forms.ValidationError(spoken("两次输入不一致", "the two passwords differ"))
        return str(self.cleaned_data["again"])


class AcceptForm(NewPasswordForm):
    """The account opened by an invitation."""

    name = forms.CharField(max_length=80, label=spoken("姓名", "Your name"))
    username = forms.CharField(
        min_length=3,
        max_length=150,
        label=spoken("用户名", "Account name"),
        help_text=spoken(
            "登录时使用；字母、数字、汉字及 @ . + - _",
            "for signing in; letters, digits, Chinese characters and @ . + - _",
        ),
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    field_order = ("name", "username", "password", "again")


class UploadForm(forms.Form):
    """An Excel list."""

    file = forms.FileField(
        label=spoken("Excel 文件", "Excel file"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )

    def clean_file(self) -> Any:
        """The file, if it is of a size that a list has."""
        file = self.cleaned_data["file"]
        if file.size > 2 * 1024 * 1024:
            raise forms.ValidationError(spoken("文件不得超过 2 MB", "at most 2 MB"))
        return file
