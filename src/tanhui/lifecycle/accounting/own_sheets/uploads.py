"""The two doors through which a calculation table comes: each computes it before the act takes the pen."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from ninja.files import UploadedFile

from tanhui.foundation.inputs.fields import RefusedInput, Upload, UploadField
from tanhui.law import Refusal
from tanhui.lifecycle.accounting.own_sheets.opening import looked_through


class OwnSheetField(UploadField):
    """A calculation table that agrees with itself; the value is an `Upload`."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload, or raise what is wrong with it under its code."""
        upload = super().clean(data, initial)
        if not isinstance(upload, Upload):
            return upload
        try:
            looked_through(upload)
        except Refusal as refusal:
            raise ValidationError([RefusedInput(breach) for breach in refusal.breaches]) from refusal
        return upload


class OwnSheetFile(UploadedFile):
    """The same over the API."""

    @classmethod
    def _validate(cls, value: Any, info: Any) -> Any:
        found = super()._validate(value, info)
        looked_through(Upload(found.name or "", found.read()))
        found.seek(0)
        return found
