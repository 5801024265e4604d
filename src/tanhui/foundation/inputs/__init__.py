"""The one set of parsers for what people and machines send: page, API, upload and command line share them. Pure."""

from tanhui.foundation.inputs.channels import FORM, MACHINE, Channel
from tanhui.foundation.inputs.characters import refuse_hidden
from tanhui.foundation.inputs.dates import DAY_RANGE, parse_date, parse_moment
from tanhui.foundation.inputs.identifiers import check_phone, check_resident_id, check_uscc
from tanhui.foundation.inputs.lookalikes import confusable_skeleton, refuse_lookalike
from tanhui.foundation.inputs.numbers import (
    MOST_FEN,
    MOST_WHOLE,
    check_total,
    parse_decimal,
    parse_price,
    parse_whole,
)
from tanhui.foundation.inputs.options import parse_option, parse_page, parse_search
from tanhui.foundation.inputs.structured import load_json
from tanhui.foundation.inputs.tables import csv_rows, decode_text
from tanhui.foundation.inputs.texts import clean_text, code_key, parse_code

__all__ = [
    "DAY_RANGE",
    "FORM",
    "MACHINE",
    "MOST_FEN",
    "MOST_WHOLE",
    "Channel",
    "check_phone",
    "check_resident_id",
    "check_total",
    "check_uscc",
    "clean_text",
    "code_key",
    "confusable_skeleton",
    "csv_rows",
    "decode_text",
    "load_json",
    "parse_code",
    "parse_date",
    "parse_decimal",
    "parse_moment",
    "parse_option",
    "parse_page",
    "parse_price",
    "parse_search",
    "parse_whole",
    "refuse_hidden",
    "refuse_lookalike",
]
