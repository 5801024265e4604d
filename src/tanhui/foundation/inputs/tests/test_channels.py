"""The same input gives the same code on the page and over the API; full-width text is shown back before it is taken."""

from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from pydantic import BaseModel, ValidationError

from tanhui.foundation.inputs import fields, load_json, schema
from tanhui.foundation.inputs.forms import as_refusal, check_submission, normalised_fields
from tanhui.law import Refusal


class Order(forms.Form):
    tonnes = fields.WholeField(most=10_000_000)
    price = fields.FenField(required=False)
    share = fields.DecimalTextField(digits=2, required=False)
    starts_on = fields.DayField(required=False)
    opens_at = fields.MomentField(required=False)
    meter = fields.CodeField(required=False)
    buyer = fields.TextLine(required=False)
    reason = fields.TextBlock(required=False)
    side = forms.ChoiceField(choices=[("buy", "买")], required=False)


class OrderBody(BaseModel):
    model_config = schema.STRICT
    tonnes: schema.Whole
    price: schema.Yuan | None = None
    price_fen: schema.Fen | None = None
    starts_on: schema.Day | None = None
    opens_at: schema.Moment | None = None
    meter: schema.Code | None = None
    buyer: schema.Line | None = None
    reason: schema.Block | None = None


def page(**sent):
    form = Order({"tonnes": "1", **sent})
    refusal = as_refusal(form)
    return refusal.codes if refusal else []


def api(**sent):
    try:
        OrderBody.model_validate({"tonnes": 1, **sent})
    except ValidationError as error:
        return schema_codes(error)
    return []


def schema_codes(error):
    return schema.schema_refusal(error.errors()).codes


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("tonnes", "NaN", "V-1"),
        ("tonnes", "0", "V-4"),
        ("tonnes", "1.5", "V-5"),
        ("tonnes", "1_000", "V-6"),
        ("tonnes", "١٢", "V-6"),
        ("tonnes", "99999999999999999999", "V-7"),
        ("tonnes", "abc", "V-8"),
        ("tonnes", "1\u200b", "V-13"),
        ("price", "0.001", "V-11"),
        ("price", "-1", "V-11"),
        ("price", "NaN", "V-11"),
        ("price", "1e3", "V-6"),
        ("starts_on", "2023-02-29", "V-3"),
        ("starts_on", "0001-01-01", "V-3"),
        ("opens_at", "2023-02-29T00:00Z", "V-3"),
        ("meter", "JX-1\n", "V-6"),
        ("meter", "3304-\u200b001", "V-13"),
        ("buyer", "甲\u202e乙", "V-13"),
        ("buyer", "\ud800", "V-13"),
        ("buyer", "名" * 101, "V-7"),
        ("reason", "一\x00", "V-13"),
    ],
)
def test_page_and_api_give_the_same_code(field, text, code):
    assert page(**{field: text}) == [code]
    assert api(**{field: text}) == [code]


def test_both_accept_the_near_miss():
    assert (
        page(tonnes="1", price="0.01", starts_on="2024-02-29", meter="JX-1", buyer="阿·买买提", reason="一\r\n二") == []
    )
    assert api(tonnes=1, price="0.01", starts_on="2024-02-29", meter="JX-1", buyer="阿·买买提", reason="一\n二") == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "V-8"),
        ("12", "V-8"),
        ({"q": 1}, "V-8"),
        (None, "V-8"),
        ("１２", "V-6"),
        (Decimal("1.5"), "V-5"),
        (1.5, "V-5"),
        (float("nan"), "V-1"),
        (0, "V-4"),
        (-1, "V-4"),
        (2**63, "V-7"),
    ],
)
def test_json_types(value, code):
    assert api(tonnes=value) == [code]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0, "V-11"),
        (-1, "V-11"),
        (Decimal("0.1"), "V-11"),
        ("NaN", "V-11"),
        ("1e3", "V-6"),
        ("52", "V-8"),
        (True, "V-8"),
    ],
)
def test_price_in_fen(value, code):
    assert api(price_fen=value) == [code]
    assert api(price_fen=1) == []


def test_every_breach_is_named_with_its_place():
    try:
        OrderBody.model_validate(load_json(b'{"tonnes": 0.5, "meter": "\\u4e00", "state": "issued"}'))
    except ValidationError as error:
        refusal = schema.schema_refusal(error.errors())
    found = {breach.place: breach.code for breach in refusal.breaches}
    assert found == {"tonnes": "V-5", "meter": "V-6", "state": "S-20"}
    form = Order({"tonnes": "0.5", "meter": "一号", "side": "steal"})
    refusal = as_refusal(form)
    assert {breach.place: breach.code for breach in refusal.breaches} == {
        "tonnes": "V-5",
        "meter": "V-6",
        "side": "V-8",
    }


def test_required_fields():
    assert as_refusal(Order({})).codes == ["V-8"]
    with pytest.raises(ValidationError) as found:
        OrderBody.model_validate({})
    assert schema_codes(found.value) == ["V-8"]


def test_full_width_is_shown_back_and_then_taken():
    form = Order({"tonnes": "１２", "meter": "３３０４—00１"})
    assert not form.is_valid()
    assert form.errors.as_data()["tonnes"][0].code == "confirm"
    assert as_refusal(form) is None
    assert normalised_fields(form) == {"tonnes": "12", "meter": "3304-001"}
    assert 'value="12"' in str(form["tonnes"]) and 'value="3304-001"' in str(form["meter"])
    again = Order({name: form[name].value() for name in ("tonnes", "meter")})
    assert again.is_valid()
    assert again.cleaned_data["tonnes"] == 12 and again.cleaned_data["meter"] == "3304-001"


def test_blanks_around_need_no_confirmation():
    form = Order({"tonnes": " 12 ", "buyer": " 甲 "})
    assert form.is_valid() and form.cleaned_data["tonnes"] == 12 and form.cleaned_data["buyer"] == "甲"


def test_other_errors_come_before_the_confirmation():
    form = Order({"tonnes": "－１２"})
    assert as_refusal(form).codes == ["V-4"]


def test_initial_values_are_shown():
    form = Order(initial={"price": 5205, "tonnes": 3})
    assert 'value="52.05"' in str(form["price"]) and 'value="3"' in str(form["tonnes"])


def test_percent_signs_in_messages():
    form = Order({"tonnes": "5%d"})
    assert "5%d" in str(form.errors["tonnes"][0])


def test_unknown_and_repeated_fields():
    check_submission(Order(QueryDict("tonnes=1&csrfmiddlewaretoken=x&request_id=y")))
    check_submission(Order(QueryDict("tonnes=1&page=2")), also=("page",))
    for sent in ("tonnes=1&state=issued", "tonnes=1&owner_id=2", "tonnes=1&tonnes=2"):
        with pytest.raises(Refusal) as found:
            check_submission(Order(QueryDict(sent)))
        assert found.value.codes == ["S-20"]


class Attachment(forms.Form):
    file = fields.UploadField(most_bytes=10)


@pytest.mark.parametrize(("content", "codes"), [(b"", ["V-10"]), (b"x" * 11, ["V-10"]), (b"x" * 10, [])])
def test_upload_sizes(content, codes):
    form = Attachment({}, {"file": SimpleUploadedFile("a.txt", content)})
    refusal = as_refusal(form)
    assert (refusal.codes if refusal else []) == codes
    if not codes:
        assert form.cleaned_data["file"].content == content


def test_credentials_have_fields_too():
    class Registration(forms.Form):
        code = fields.CreditCodeField()
        card = fields.ResidentIdField()
        phone = fields.PhoneField()

    form = Registration({"code": "91440300708461136U", "card": "330402199002280000", "phone": "12345"})
    assert set(as_refusal(form).codes) == {"V-15"} and len(form.errors) == 3
