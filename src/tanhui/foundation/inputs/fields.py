"""Django form fields over the shared parsers. The refusal's stable code is the error's code.

Full-width text is normalised, shown back in the field, and accepted only when it comes again in ASCII: the first time
the error's code is `confirm`, so nothing can have been stored before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tanhui.foundation.inputs.channels import FORM, Kind, ascii_form
from tanhui.foundation.inputs.dates import DAY_RANGE, DayRange, parse_date, parse_moment
from tanhui.foundation.inputs.identifiers import check_phone, check_resident_id, check_uscc
from tanhui.foundation.inputs.numbers import MOST_FEN, MOST_WHOLE, parse_decimal, parse_price, parse_whole
from tanhui.foundation.inputs.texts import BLOCK_CHARS, NAME_CHARS, clean_text, parse_code
from tanhui.law import Breach, Refusal

CONFIRM = "confirm"
UPLOAD_BYTES = 20 * 1024 * 1024


class RefusedInput(ValidationError):
    """A form error that knows the breach it shows."""

    def __init__(self, breach: Breach) -> None:
        self.breach = breach
        super().__init__(breach.zh, code=breach.code)


class ConfirmNormalised(ValidationError):
    """Full-width characters were made ASCII; the sender must look at the result and send it again."""

    def __init__(self, normalised: str) -> None:
        self.normalised = normalised
        super().__init__(f"已转换为半角字符“{normalised}”，请核对无误后再次提交", code=CONFIRM)


class ParsedField(forms.Field, ABC):
    """A field whose text goes through one shared parser. Subclasses say which."""

    widget = forms.TextInput
    kind: Kind | None = None

    @abstractmethod
    def parse(self, text: str) -> Any:
        """Return the value, or raise the refusal."""

    def clean(self, value: Any) -> Any:
        """Return the parsed value; empty optional fields give None (texts give an empty string)."""
        if value is None or value == "":
            return self._empty()
        try:
            parsed = self.parse(value)
        except Refusal as refusal:
            raise ValidationError([RefusedInput(breach) for breach in refusal.breaches]) from refusal
        if self.kind is not None and ascii_form(value, self.kind) != _trimmed(value):
            raise ConfirmNormalised(ascii_form(value, self.kind))
        self.run_validators(parsed)
        return parsed

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show a sent text as it was normalised, ready to be confirmed."""
        return ascii_form(data, self.kind) if self.kind is not None and isinstance(data, str) else data

    def _empty(self) -> Any:
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return "" if isinstance(self, (TextLine, CodeField)) else None


class WholeField(ParsedField):
    """A whole quantity, 1 or more unless `least` says otherwise."""

    kind = "number"

    def __init__(self, *, least: int = 1, most: int = MOST_WHOLE, unit: str = "吨", **options: Any) -> None:
        self.least, self.most, self.unit = least, most, unit
        super().__init__(**{"widget": _number_input("numeric"), **options})

    def parse(self, text: str) -> int:
        """Return the whole number."""
        return parse_whole(text, channel=FORM, least=self.least, most=self.most, unit=self.unit)


class FenField(ParsedField):
    """A price or sum in yuan with at most two decimals; the value is whole fen."""

    kind = "number"

    def __init__(self, *, least_fen: int = 1, most_fen: int = MOST_FEN, **options: Any) -> None:
        self.least_fen, self.most_fen = least_fen, most_fen
        super().__init__(**{"widget": _number_input("decimal"), **options})

    def parse(self, text: str) -> int:
        """Return whole fen."""
        return parse_price(text, channel=FORM, least_fen=self.least_fen, most_fen=self.most_fen)

    def prepare_value(self, value: Any) -> Any:
        """Show an initial number of fen as yuan."""
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) and value >= 0 else value


class DecimalTextField(ParsedField):
    """An exact decimal with at most `digits` places."""

    kind = "number"

    def __init__(
        self,
        *,
        digits: int,
        least: Decimal | None = None,
        most: Decimal = Decimal(MOST_WHOLE),
        positive: bool = False,
        **options: Any,
    ) -> None:
        self.digits, self.least, self.most, self.positive = digits, least, most, positive
        super().__init__(**{"widget": _number_input("decimal"), **options})

    def parse(self, text: str) -> Decimal:
        """Return the decimal, exactly as written."""
        return parse_decimal(
            text, channel=FORM, digits=self.digits, least=self.least, most=self.most, positive=self.positive
        )


class DayField(ParsedField):
    """A day written YYYY-MM-DD."""

    kind = "date"

    def __init__(self, *, allowed: DayRange = DAY_RANGE, **options: Any) -> None:
        self.allowed = allowed
        super().__init__(**{"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options})

    def parse(self, text: str) -> date:
        """Return the day."""
        return parse_date(text, channel=FORM, allowed=self.allowed)


class MomentField(ParsedField):
    """A moment; without an offset it is Asia/Shanghai time."""

    kind = "date"

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(**{"widget": widget, **options})

    def parse(self, text: str) -> datetime:
        """Return the aware moment."""
        return parse_moment(text, channel=FORM)


class TextLine(ParsedField):
    """One line of text: a name, a title, an address."""

    def __init__(self, *, most: int = NAME_CHARS, **options: Any) -> None:
        self.most = most
        super().__init__(**{"widget": forms.TextInput(attrs={"maxlength": most}), **options})

    def parse(self, text: str) -> str:
        """Return the text."""
        return clean_text(text, most=self.most, least=int(self.required))


class TextBlock(TextLine):
    """Several lines of text: a reason, an objection."""

    def __init__(self, *, most: int = BLOCK_CHARS, rows: int = 4, **options: Any) -> None:
        super().__init__(most=most, **{"widget": forms.Textarea(attrs={"rows": rows, "maxlength": most}), **options})

    def parse(self, text: str) -> str:
        """Return the text with its line breaks."""
        return clean_text(text, most=self.most, multiline=True, least=int(self.required))


class CodeField(ParsedField):
    """An identifier: ASCII letters, digits, hyphens, dots, slashes."""

    kind = "code"

    def parse(self, text: str) -> str:
        """Return the identifier."""
        return parse_code(text, channel=FORM)


class CreditCodeField(CodeField):
    """A unified social credit code."""

    def parse(self, text: str) -> str:
        """Return the code in upper case."""
        return check_uscc(text, channel=FORM)


class ResidentIdField(CodeField):
    """An identity card number; it is never shown back."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"autocomplete": "off"}), **options})

    def parse(self, text: str) -> str:
        """Return the number in upper case."""
        return check_resident_id(text, channel=FORM)


class PhoneField(CodeField):
    """A mainland mobile number."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(**{"widget": widget, **options})

    def parse(self, text: str) -> str:
        """Return the number."""
        return check_phone(text, channel=FORM)


@dataclass(frozen=True)
class Upload:
    """A file as it was sent. Its name and content are looked at by `documents`, not here."""

    name: str
    content: bytes


class UploadField(forms.FileField):
    """A file within the size limit, read whole. The value is an `Upload`; size and emptiness are V-10."""

    def __init__(self, *, most_bytes: int = UPLOAD_BYTES, **options: Any) -> None:
        self.most_bytes = most_bytes
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload, or None for an optional field left empty."""
        if not data:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not 0 < data.size <= self.most_bytes:
            raise RefusedInput(_wrong_size(data.size, self.most_bytes))
        return Upload(name=data.name, content=data.read())


def _wrong_size(size: int, most: int) -> Breach:
    zh = "文件为空，请重新选择" if size == 0 else f"文件 {size} 字节，超过上限 {most} 字节，请拆分或压缩图片后重新上传"
    en = "the file is empty" if size == 0 else f"the file has {size} bytes, {most} allowed"
    return Breach(clause="", code="V-10", rule="", zh=zh, en=en)


def _trimmed(text: str) -> str:
    return text.strip(" \u3000")


def _number_input(mode: str) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
