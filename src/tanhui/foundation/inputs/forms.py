"""What a page needs to know about a form that was not accepted: its refusal, and what waits for confirmation."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from tanhui.foundation.inputs.channels import shown
from tanhui.foundation.inputs.fields import CONFIRM, ConfirmNormalised, RefusedInput
from tanhui.law import Breach, Refusal, refuse

_OWN_NAMES = frozenset({"csrfmiddlewaretoken", "request_id"})


def as_refusal(form: forms.BaseForm) -> Refusal | None:
    """Turn a form's errors into a refusal with the API's codes; None when there are none, or only confirmations.

    Django's own errors (a required field left empty, a choice outside the list) are V-8, as in the API's schemas.
    """
    breaches = tuple(_breaches(form))
    return Refusal(breaches) if breaches else None


def normalised_fields(form: forms.BaseForm) -> dict[str, str]:
    """Return the fields whose full-width text was made ASCII and waits to be confirmed, with the text now shown."""
    found: dict[str, str] = {}
    for name, errors in form.errors.as_data().items():
        for error in errors:
            if isinstance(error, ConfirmNormalised):
                found[name] = error.normalised
    return found


def check_submission(form: forms.BaseForm, *, also: Collection[str] = ()) -> None:
    """Refuse fields the form does not have and single fields sent more than once (S-20)."""
    known = {form.add_prefix(name) for name in form.fields} | _OWN_NAMES | set(also)
    for name in (*form.data, *form.files):
        if name not in known:
            refuse(
                "S-20",
                f"请求含未知字段“{shown(name)}”，未作任何处理",
                f"unknown field {shown(name)}",
                place=shown(name),
            )
    for name, field in form.fields.items():
        sent = len(_values(form, form.add_prefix(name)))
        if sent > 1 and not isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
            refuse("S-20", f"字段“{name}”重复出现 {sent} 次，未作任何处理", f"{name} was sent {sent} times", place=name)


def _values(form: forms.BaseForm, name: str) -> list[object]:
    values: list[object] = []
    for source in (form.data, form.files):
        getlist = getattr(source, "getlist", None)
        values += getlist(name) if getlist else [source[name]] if name in source else []
    return values


def _breaches(form: forms.BaseForm) -> Iterator[Breach]:
    for name, errors in form.errors.as_data().items():
        place = None if name == NON_FIELD_ERRORS else name
        for error in errors:
            if error.code != CONFIRM:
                yield _breach(error, place)


def _breach(error: ValidationError, place: str | None) -> Breach:
    if isinstance(error, RefusedInput):
        found = error.breach
        return Breach(found.clause, found.code, found.rule, found.zh, found.en, place)
    zh = " ".join(str(message) for message in error.messages)
    en = f"{place or 'the form'}: {error.code or 'invalid'}"
    return Breach(clause="", code="V-8", rule="", zh=zh, en=en, place=place)
