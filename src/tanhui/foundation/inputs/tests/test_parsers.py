"""Each code with its near miss: what is refused, on which channel, and what just passes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tanhui.foundation import inputs
from tanhui.foundation.inputs.identifiers import resident_id_check_character, uscc_check_character
from tanhui.law import Refusal

BOTH = ("form", "machine")


def code_of(act):
    """The single code an input is refused with."""
    with pytest.raises(Refusal) as found:
        act()
    assert len(found.value.breaches) == 1
    assert found.value.breaches[0].zh and found.value.breaches[0].en
    return found.value.codes[0]


@pytest.mark.parametrize("channel", BOTH)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "V-1"),
        ("Infinity", "V-1"),
        ("-Infinity", "V-1"),
        ("-inf", "V-1"),
        ("1e400", "V-1"),
        ("1e-400", "V-1"),
        ("0", "V-4"),
        ("-1", "V-4"),
        ("-0", "V-4"),
        ("0.1", "V-5"),
        ("1.5", "V-5"),
        ("١٢", "V-6"),
        ("१२", "V-6"),
        ("1_000", "V-6"),
        ("1e3", "V-6"),
        ("+12", "V-6"),
        ("0x10", "V-6"),
        ("1,000", "V-6"),
        ("１，０００", "V-6"),
        ("一百", "V-6"),
        ("²", "V-6"),
        ("Ⅻ", "V-6"),
        ("12\n", "V-6"),
        ("1 2", "V-6"),
        ("99999999999999999999", "V-7"),
        ("9007199254740992", "V-7"),
        ("9" * 5000, "V-7"),
        ("abc", "V-8"),
        ("", "V-8"),
        (True, "V-8"),
        (12, "V-8"),
        (None, "V-8"),
        ({"q": 1}, "V-8"),
        ("1\u200b2", "V-13"),
        ("12\ufeff", "V-13"),
        ("12\r\n", "V-13"),
        ("1\x002", "V-13"),
        ("1\ud8002", "V-13"),
    ],
)
def test_whole_refuses(text, code, channel):
    assert code_of(lambda: inputs.parse_whole(text, channel=channel)) == code


@pytest.mark.parametrize("channel", BOTH)
@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), ("12", 12), (" 12 ", 12), ("1000", 1000), ("9007199254740991", 9007199254740991)]
)
def test_whole_accepts(text, value, channel):
    assert inputs.parse_whole(text, channel=channel) == value


def test_full_width_is_the_one_difference_between_channels():
    assert inputs.parse_whole("１２", channel="form") == 12
    assert code_of(lambda: inputs.parse_whole("１２", channel="machine", place="第 3 行 D 列")) == "V-6"
    with pytest.raises(Refusal) as found:
        inputs.parse_whole("１２", channel="machine", place="第 3 行 D 列")
    assert found.value.breaches[0].place == "第 3 行 D 列"
    assert "第 3 行 D 列" in found.value.breaches[0].zh
    assert inputs.parse_decimal("－１．５", channel="form", digits=1) == Decimal("-1.5")


def test_whole_limits_of_the_field():
    assert inputs.parse_whole("0", channel="form", least=0) == 0
    assert inputs.parse_whole("10", channel="form", most=10) == 10
    assert code_of(lambda: inputs.parse_whole("11", channel="form", most=10)) == "V-7"
    assert code_of(lambda: inputs.parse_whole("4", channel="form", least=5)) == "V-1"
    assert inputs.parse_whole("5", channel="form", least=5) == 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nan", "V-1"),
        ("0.1000000000000000000001", "V-2"),
        ("1.", "V-6"),
        (".5", "V-6"),
        ("1.2.3", "V-6"),
        ("-0.000001", "V-1"),
        ("100.1", "V-7"),
        ("1" * 41, "V-7"),
    ],
)
def test_decimal_refuses(text, code):
    least, most = Decimal(0), Decimal(100)
    assert code_of(lambda: inputs.parse_decimal(text, channel="machine", digits=6, least=least, most=most)) == code


def test_decimal_accepts_exactly_what_was_written():
    assert str(inputs.parse_decimal("0.100000", channel="machine", digits=6)) == "0.100000"
    assert inputs.parse_decimal("-5", channel="machine", digits=0) == -5
    assert code_of(lambda: inputs.parse_decimal("0.00", channel="machine", digits=2, positive=True)) == "V-4"
    assert inputs.parse_decimal("0.01", channel="machine", digits=2, positive=True) == Decimal("0.01")


@pytest.mark.parametrize("channel", BOTH)
@pytest.mark.parametrize(
    ("text", "code"),
    [("-1", "V-11"), ("0", "V-11"), ("NaN", "V-11"), ("0.001", "V-11"), ("999999999999", "V-11"), ("1e3", "V-6")],
)
def test_price_refuses(text, code, channel):
    assert code_of(lambda: inputs.parse_price(text, channel=channel)) == code


@pytest.mark.parametrize(("text", "fen"), [("0.01", 1), ("52", 5200), ("52.5", 5250), ("52.05", 5205)])
def test_price_accepts_the_tick(text, fen):
    assert inputs.parse_price(text, channel="machine") == fen


def test_total_must_be_price_times_quantity():
    assert inputs.check_total(price_fen=5200, quantity=3, total_fen=15600) == 15600
    assert code_of(lambda: inputs.check_total(price_fen=5200, quantity=3, total_fen=15601)) == "V-12"
    huge = inputs.MOST_WHOLE
    assert code_of(lambda: inputs.check_total(price_fen=5200, quantity=huge, total_fen=5200 * huge)) == "V-12"


@pytest.mark.parametrize("channel", BOTH)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-29", "V-3"),
        ("0001-01-01", "V-3"),
        ("9999-12-31", "V-3"),
        ("1999-12-31", "V-3"),
        ("2101-01-01", "V-3"),
        ("2024/01/01", "V-3"),
        ("20240101", "V-3"),
        ("2024-1-1", "V-3"),
        ("2024-W01-1", "V-3"),
        ("٢٠٢٤-٠١-٠١", "V-6"),
        ("二〇二四年", "V-6"),
        ("2024-01-01\n", "V-6"),
        ("2024-01-\u202e01", "V-13"),
        (20240101, "V-8"),
        ("", "V-8"),
    ],
)
def test_date_refuses(text, code, channel):
    assert code_of(lambda: inputs.parse_date(text, channel=channel)) == code


def test_date_accepts():
    assert inputs.parse_date("2024-02-29", channel="machine") == date(2024, 2, 29)
    assert inputs.parse_date("2000-01-01", channel="machine") == date(2000, 1, 1)
    assert inputs.parse_date("2100-12-31", channel="machine") == date(2100, 12, 31)
    assert inputs.parse_date("２０２４－０２－２９", channel="form") == date(2024, 2, 29)
    assert code_of(lambda: inputs.parse_date("２０２４－０２－２９", channel="machine")) == "V-6"


def test_moments_have_one_zone():
    east = inputs.parse_moment("2024-01-01T00:30+08:00", channel="machine")
    assert (
        east
        == inputs.parse_moment("2023-12-31T16:30:00Z", channel="machine")
        == datetime(2023, 12, 31, 16, 30, tzinfo=UTC)
    )
    assert east.isoformat() == "2024-01-01T00:30:00+08:00"
    assert inputs.parse_moment("2024-01-01T00:30", channel="form") == east
    for text in (
        "2024-01-01T00:30",
        "2024-01-01T24:00Z",
        "2024-01-01",
        "9999-12-31T23:59-12:00",
        "2024-01-01T00:30+99:00",
    ):
        assert code_of(lambda text=text: inputs.parse_moment(text, channel="machine")) == "V-3"


@pytest.mark.parametrize(
    "name",
    [
        "阿·买买提",
        "O'Neil",
        "䶮",
        "𠮷",
        "\U00031350",
        "100% 竹纤维 <旧>",
        "{{7*7}}",
        "' OR 1=1--",
        "{0.__class__}",
        "A　B",
        "é",
    ],
)
def test_names_pass_as_written(name):
    assert inputs.clean_text(f" {name}\u3000") == name


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b",
        "\ufeff",
        "\u202e",
        "\u2066",
        "\x00",
        "\x1b",
        "\r\n",
        "\n",
        "\t",
        "\ud800",
        "\u2028",
        "\u00a0",
        "\u00ad",
        "\u3164",
        "\ufe0f",
        "\U000e0100",
        "\ue000",
        "\uffff",
        "\u034f",
    ],
)
def test_hidden_characters_are_refused_naming_the_position(hidden):
    with pytest.raises(Refusal) as found:
        inputs.clean_text(f"阿{hidden}买", place="name")
    assert found.value.codes == ["V-13"]
    assert "第 2 个字符" in found.value.breaches[0].zh
    assert found.value.breaches[0].place == "name"


def test_text_length_and_lines():
    assert inputs.clean_text("名" * 100) == "名" * 100
    assert code_of(lambda: inputs.clean_text("名" * 101)) == "V-7"
    assert code_of(lambda: inputs.clean_text("  ")) == "V-8"
    assert code_of(lambda: inputs.clean_text(7)) == "V-8"
    assert inputs.clean_text("", least=0) == ""
    assert inputs.clean_text("一\r\n二\t三\n", multiline=True) == "一\n二\t三"
    assert code_of(lambda: inputs.clean_text("一\r二", multiline=True)) == "V-13"


@pytest.mark.parametrize("text", ["JX-1\n", "JX 1", "-JX", "JX-", "JX-①", "JX-١", "表-1", "JX'1", "a;b"])
def test_code_refuses(text):
    for channel in BOTH:
        assert code_of(lambda channel=channel: inputs.parse_code(text, channel=channel)) == "V-6"


@pytest.mark.parametrize("text", ["３３０４-001", "3304—001", " 3304-001 ", "3304-00１", "3304－001", "3304−001"])
def test_meter_numbers_are_normalised_on_forms(text):
    assert inputs.parse_code(text, channel="form") == "3304-001"


def test_meter_numbers_are_refused_elsewhere_unless_only_padded():
    assert inputs.parse_code(" 3304-001\u3000", channel="machine") == "3304-001"
    for text in ("３３０４-001", "3304—001", "3304-00１"):
        assert code_of(lambda text=text: inputs.parse_code(text, channel="machine")) == "V-6"
    for channel in BOTH:
        assert code_of(lambda channel=channel: inputs.parse_code("3304-\u200b001", channel=channel)) == "V-13"
        assert code_of(lambda channel=channel: inputs.parse_code("JX\r\n-1", channel=channel)) == "V-13"
    assert code_of(lambda: inputs.parse_code("a" * 65, channel="machine")) == "V-7"
    assert inputs.parse_code("JX-1", channel="machine") == "JX-1"
    assert inputs.code_key("jx-1a") == "JX-1A"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ａ公司", "A公司"), ("а公司", "a公司"), ("caf\u00e9", "cafe\u0301"), ("A 公司", "a公司"), ("ΑΒ公司", "AB公司")],
)
def test_look_alike_names(one, other):
    taken = {inputs.confusable_skeleton(other): other}
    assert code_of(lambda: inputs.refuse_lookalike(one, taken)) == "V-14"
    inputs.refuse_lookalike("B公司", taken)


def test_credit_code():
    good = "91440300708461136T"
    assert inputs.check_uscc(good) == good
    assert inputs.check_uscc(good.lower()) == good
    assert uscc_check_character(good[:17]) == "T"
    for wrong in (
        "91440300708461136U",
        "91440300708461163T",
        "9144030070846113",
        "9144O300708461136T",
        "91440300708461136TT",
    ):
        assert code_of(lambda wrong=wrong: inputs.check_uscc(wrong)) == "V-15"
    assert code_of(lambda: inputs.check_uscc("９1440300708461136T")) == "V-6"
    assert inputs.check_uscc("９1440300708461136T", channel="form") == good


def card(body):
    """A number that fits its check character; no person's."""
    return body + resident_id_check_character(body)


def test_resident_card():
    good = card("33040219900230000".replace("0230", "0228"))
    assert inputs.check_resident_id(good) == good
    wrong = (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        card("33040219900230000"),
        card("99040219900228000"),
        card("33000019900228000"),
        card("33040218990228000"),
        good[:-1],
        "A" + good[1:],
    )
    for number in wrong:
        with pytest.raises(Refusal) as found:
            inputs.check_resident_id(number)
        assert found.value.codes == ["V-15"]
        assert number not in str(found.value)
    assert code_of(lambda: inputs.check_resident_id(card("33040220260101000"), on=date(2025, 12, 31))) == "V-15"
    assert inputs.check_resident_id(card("33040220260101000"), on=date(2026, 1, 1))


def test_resident_card_ending_in_x():
    body = next(
        body for number in range(1000) if resident_id_check_character(body := f"33040219900228{number:03d}") == "X"
    )
    assert inputs.check_resident_id(body + "x") == body + "X"


def test_phone():
    assert inputs.check_phone("13900000000") == "13900000000"
    for wrong in ("12900000000", "1390000000", "139000000000", "8613900000000"):
        assert code_of(lambda wrong=wrong: inputs.check_phone(wrong)) == "V-15"


def test_options_of_a_list():
    assert inputs.parse_option("price", allowed=("price", "date")) == "price"
    assert code_of(lambda: inputs.parse_option("__class__", allowed=("price", "date"))) == "S-17"
    assert inputs.parse_page("100", most=100) == 100
    for text in ("0", "101", "1000000000", "-1", "１", "1\n", None):
        assert code_of(lambda text=text: inputs.parse_page(text, most=100)) == "S-17"
    assert inputs.parse_search("' OR 1=1--") == "' OR 1=1--"
    assert code_of(lambda: inputs.parse_search("a\x00")) == "S-17"
    assert code_of(lambda: inputs.parse_search("a" * 101)) == "S-17"
