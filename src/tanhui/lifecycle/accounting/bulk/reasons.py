"""Why a row is rejected, in words: one sentence for each code and column, said once and looked up by every engine."""

from __future__ import annotations

from tanhui.lifecycle.accounting.bulk.days import NO_DAY
from tanhui.lifecycle.accounting.bulk.plan import Plan
from tanhui.lifecycle.accounting.bulk.staging import BROKEN
from tanhui.lifecycle.accounting.bulk.texts import LONGEST_ID
from tanhui.lifecycle.methodology.document import Input
from tanhui.lifecycle.methodology.engine.numbers import plain

Words = tuple[str, str]


def reasons_of(plan: Plan) -> dict[str, Words]:
    """Return the sentences in Chinese and English by fault, `CODE:symbol`; a day that cannot count brings its own."""
    found: dict[str, Words] = {
        BROKEN: (
            "该行的列数、引号、编码或长度不符，不是一行数据",
            "the line has other columns, quotes or bytes than a row",
        )
    }
    for one in plan.columns:
        found |= {f"{code}:{one.symbol}": words for code, words in _of_column(one).items()}
    for parameter in plan.method.parameters:
        zh = f"没有适用的 {parameter.symbol}（{parameter.label}）"
        found[f"R14-2:{parameter.symbol}"] = (zh, f"no value of {parameter.symbol} holds for the row")
    moment = plan.terms.moment
    found[f"V-3:{moment}"] = (
        f"{moment} 日期无效或不在 2000 年至 2100 年；时刻须注明时区，如 2024-01-05T08:00:00+08:00",
        f"{moment} is no day of the years 2000 to 2100; a moment names its offset",
    )
    return found


def _of_column(one: Input) -> dict[str, Words]:
    label, symbol = f"{one.symbol}（{one.label}）", one.symbol
    low, high = plain(one.lowest), plain(one.highest)
    choices = "、".join(choice.id for choice in one.choices)
    digits = 0 if one.yes_no else one.digits
    bounds = f"{low} 至 {high} {one.unit}".strip()
    return {
        "R14-2": (f"缺少 {label}", f"{symbol} is missing"),
        "V-1": (f"{label} 不是有限数，或超出 {bounds}", f"{symbol} is not finite, or not within {low} to {high}"),
        "V-2": (f"{label} 的小数超过 {digits} 位", f"{symbol} has more than {digits} decimals"),
        "V-3": (f"{label} 日期无效", f"{symbol} is not a valid day"),
        "V-6": (f"{label} 写法不符，请用半角字符和普通十进制数", f"{symbol} is not in plain ASCII form"),
        "V-8": (f"{label} 不在可选范围：{choices}", f"{symbol} is not one of the choices"),
        "V-10": (f"{label} 应为 1 至 {LONGEST_ID} 个字符", f"{symbol} must have 1 to {LONGEST_ID} characters"),
        "V-13": (f"{label} 含不可见或控制字符", f"{symbol} holds an invisible or control character"),
    }


def file_name(day: str) -> str:
    """Return the name that the files of a day have."""
    return day if day != NO_DAY else "no-day"
