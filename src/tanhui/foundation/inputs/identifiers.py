"""Identifiers with a check character: unified social credit code, resident identity card, mobile phone (V-15)."""

from __future__ import annotations

import re
from datetime import date
from typing import NoReturn

from tanhui.foundation.inputs.channels import MACHINE, Channel, at
from tanhui.foundation.inputs.dates import BIRTH_RANGE
from tanhui.foundation.inputs.texts import parse_code
from tanhui.law import refuse

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))
_USCC = re.compile(f"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_CARD = re.compile(r"[0-9]{17}[0-9X]")
_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_CHECKS = "10X98765432"
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)


def check_uscc(text: object, *, channel: Channel = MACHINE, place: str = "") -> str:
    """Return a unified social credit code in upper case once its check character fits (GB 32100)."""
    code = parse_code(text, channel=channel, place=place).upper()
    if not _USCC.fullmatch(code):
        _refuse("统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）", "unified social credit code", place)
    if code[-1] != uscc_check_character(code[:17]):
        _refuse("统一社会信用代码的校验位不符，请对照证照核对", "unified social credit code", place)
    return code


def uscc_check_character(body: str) -> str:
    """Return the 18th character that closes the first 17 of a unified social credit code."""
    total = sum(_USCC_ALPHABET.index(each) * weight for each, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31]


def check_resident_id(text: object, *, channel: Channel = MACHINE, on: date | None = None, place: str = "") -> str:
    """Return an identity card number once district prefix, date of birth and check character fit (GB 11643).

    `on` is the day of the check: nobody is born later. The number never enters the message.
    """
    code = parse_code(text, channel=channel, place=place).upper()
    if not _CARD.fullmatch(code):
        _refuse("身份证号码应为 17 位数字加 1 位校验位（数字或 X）", "identity card number", place)
    if code[:2] not in _PROVINCES or code[2:4] == "00":
        _refuse("身份证号码前六位不是有效的行政区划", "identity card number (district)", place)
    try:
        born = date.fromisoformat(f"{code[6:10]}-{code[10:12]}-{code[12:14]}")
    except ValueError:
        _refuse("身份证号码中的出生日期不存在", "identity card number (date of birth)", place)
    if not BIRTH_RANGE.first <= born <= (on or BIRTH_RANGE.last):
        _refuse("身份证号码中的出生日期超出范围", "identity card number (date of birth)", place)
    if code[-1] != resident_id_check_character(code[:17]):
        _refuse("身份证号码的校验位不符，请对照证件核对", "identity card number", place)
    return code


def resident_id_check_character(body: str) -> str:
    """Return the 18th character that closes the first 17 digits of an identity card number."""
    total = sum(int(each) * weight for each, weight in zip(body, _CARD_WEIGHTS, strict=True))
    return _CARD_CHECKS[total % 11]


def check_phone(text: object, *, channel: Channel = MACHINE, place: str = "") -> str:
    """Return a mainland mobile number: 11 digits that begin with 13 to 19."""
    number = parse_code(text, channel=channel, place=place)
    if not _PHONE.fullmatch(number):
        _refuse("手机号码应为 11 位数字，以 13 至 19 开头", "mobile phone number", place)
    return number


def _refuse(zh: str, subject: str, place: str) -> NoReturn:
    refuse(
        "V-15",
        f"{zh}{at(place)}",
        f"the {subject} is not valid; compare it with the document{at(place)}",
        place=place or None,
    )
