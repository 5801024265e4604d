"""What people fill in to register, and the bureau to give a mandate. Every field goes through the shared parsers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from tanhui.foundation.inputs import FORM, parse_code
from tanhui.foundation.inputs.fields import CodeField, CreditCodeField, PhoneField, ResidentIdField, TextLine
from tanhui.foundation.parties.models import PartyKind
from tanhui.law.scheme import scheme

USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,28})[a-z0-9]")
USERNAME_ZH = "3 至 30 位小写字母、数字、点、横线"
KINDS = [(kind.value, kind.label) for kind in PartyKind if kind is not PartyKind.PERSON]


def divisions() -> list[tuple[str, str]]:
    """Return the divisions of the scheme as choices."""
    return [(each.code, each.zh) for each in scheme().divisions.values()]


class UsernameField(CodeField):
    """A user name: one way of writing each."""

    def parse(self, text: str) -> str:
        """Return the user name."""
        return parse_code(text, channel=FORM, pattern=USERNAME, most=30, form_zh=USERNAME_ZH)


class PersonForm(forms.Form):
    """Real-name registration of a natural person."""

    name = TextLine(label="姓名", help_text="与身份证件一致")
    identifier = ResidentIdField(label="身份证号码", help_text="只用于核验并留存加密摘要，不保存号码本身")
    phone = PhoneField(label="手机号码")
    district = forms.ChoiceField(label="所在县（市、区）", choices=divisions)
    username = UsernameField(label="用户名", help_text=USERNAME_ZH)
    password1 = forms.CharField(
        label="密码",
        help_text="至少 12 位，不要用常见密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="再次输入密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password1(self) -> str:
        """Hold the password to the deployment's validators."""
        password: str = self.cleaned_data["password1"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        cleaned = super().clean() or {}
        if "password1" in cleaned and "password2" in cleaned and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", "两次输入的密码不一致，请重新输入")
        return cleaned


class OrganisationForm(forms.Form):
    """Registration of an organisation by a person who acts for it."""

    kind = forms.ChoiceField(label="类型", choices=KINDS)
    name = TextLine(label="名称", help_text="与登记证照上的全称一致")
    identifier = CreditCodeField(label="统一社会信用代码")
    district = forms.ChoiceField(label="所在县（市、区）", choices=divisions)
    legal_representative = TextLine(label="法定代表人（负责人）")
    controller = TextLine(label="实际控制人", required=False, help_text="与法定代表人不同时填写，用于回避审查")
    address = TextLine(label="住所", most=200)
    phone = TextLine(label="联系电话", most=20)
    bank_account = CodeField(label="银行账号", required=False, help_text="只留存加密摘要，用于回避审查")
    document = TextLine(label="授权文号", help_text="该单位授权您办理的文件编号")


class TokenForm(forms.Form):
    """A machine's token."""

    label = TextLine(label="用途", help_text="给自己看的名称，例如“能源管理系统”")
