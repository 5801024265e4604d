"""The form field that looks into a file before the act begins, so that the writer's lock waits for no archive."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from tanhui.foundation.documents.checks import inspect
from tanhui.foundation.inputs.fields import RefusedInput, Upload, UploadField
from tanhui.law import Refusal


class DocumentField(UploadField):
    """A file that passed every check; the value is an `Upload` ready for `actions.store`."""

    def __init__(self, *, accepted: Collection[str] | None = None, encoding: str = "utf-8", **options: Any) -> None:
        self.accepted, self.encoding = accepted, encoding
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload, or raise what is wrong with it under its code."""
        upload = super().clean(data, initial)
        if not isinstance(upload, Upload):
            return upload
        try:
            inspect(upload.content, upload.name, accepted=self.accepted, encoding=self.encoding)
        except Refusal as refusal:
            raise ValidationError([RefusedInput(breach) for breach in refusal.breaches]) from refusal
        return upload
