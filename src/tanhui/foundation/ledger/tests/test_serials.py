"""Serial numbers: text form, check character, ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanhui.foundation.ledger.coverage import SerialMap
from tanhui.foundation.ledger.serials import SerialRange, format_range, merge, parse_serial, take
from tanhui.law import Refusal

PREFIX = "JX-PV01-P0001-202412"


@given(st.integers(1, 10**15), st.integers(0, 10**6))
def test_what_is_printed_is_read_back(first, more):
    serial = parse_serial(format_range(PREFIX, first, first + more))
    assert (serial.prefix, serial.range) == (PREFIX, SerialRange(first, first + more))


@given(st.integers(1, 10**9), st.integers(0, 10**4), st.data())
def test_every_single_slip_is_noticed(first, more, data):
    text = format_range(PREFIX, first, first + more)
    place = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    with pytest.raises(Refusal) as refused:
        parse_serial(text[:place] + other + text[place + 1 :])
    assert refused.value.codes == ["V-6"]


@pytest.mark.parametrize(
    "text", ["", "JX-1", PREFIX, f"{PREFIX}-0-5-A", f"{PREFIX}-5-4-A", "１２", "JX-PV01-P0001-202412-1-5-X\n"]
)
def test_other_texts_are_refused(text):
    with pytest.raises(Refusal) as refused:
        parse_serial(text)
    assert refused.value.codes == ["V-6"]


def test_merge_and_take():
    ranges = [SerialRange(11, 20), SerialRange(1, 10), SerialRange(30, 30)]
    assert merge(ranges) == [SerialRange(1, 20), SerialRange(30, 30)]
    assert take(ranges, 12) == [SerialRange(1, 10), SerialRange(11, 12)]
    assert sum(each.tonnes for each in take(ranges, 99)) == 21


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20), st.integers(1, 5)), max_size=25))
def test_the_map_agrees_with_a_plain_dictionary(writes):
    runs, plain = SerialMap(), {}
    for first, more, account in writes:
        runs.assign(first, first + more, account)
        plain.update(dict.fromkeys(range(first, first + more + 1), account))
    told = {n: owner for first, last, owner in runs.owners(1, 90) for n in range(first, last + 1)}
    assert told == {n: plain.get(n) for n in range(1, 91)}
