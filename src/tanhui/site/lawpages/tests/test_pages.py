"""The law pages over HTTP: open to visitors, every clause reachable by its id, nothing but traced source shown."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from tanhui.law.codes import codes
from tanhui.law.measure import measures
from tanhui.law.scheme import scheme

pytestmark = pytest.mark.django_db


def _page(client, name, query=""):
    answer = client.get(reverse(name) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("JX23-29")
def test_every_clause_link_leads_to_exactly_one_place(client):
    found = Counter(re.findall(r'id="([A-Z0-9]+-[0-9.]+)"', _page(client, "law")))
    wanted = {each for measure in measures() for each in measure.ids}
    assert set(found) == wanted
    assert set(found.values()) == {1}


@pytest.mark.clause("JX23-30")
def test_the_instruments_are_shown_with_their_days_of_force(client):
    page = _page(client, "law")
    for instrument in scheme().instruments:
        assert f"《{instrument.title_zh}》" in page
    assert "2023年11月8日至2025年11月7日（含当日）" in page
    assert "演示用延期" in page


@pytest.mark.clause("JX23-29")
def test_readings_say_whether_the_bureau_has_interpreted_them(client):
    page = _page(client, "law_readings")
    for measure in measures():
        for reading in measure.readings:
            assert reading.id in page
    assert page.count("尚无") >= len(measures()[0].readings)


def test_parameters_show_value_unit_and_clause_and_can_be_searched(client):
    assert "price_tick_fen" in _page(client, "law_parameters", "?size=200")
    page = _page(client, "law_parameters", "?q=notice_working")
    assert "公示期" in page
    assert "7 工作日" in page
    assert "price_tick_fen" not in page


def test_every_refusal_code_is_listed_with_what_puts_it_right(client):
    page = _page(client, "law_codes", "?size=200")
    for entry in codes().values():
        assert f">{entry.code}<" in page
        assert entry.remedy_zh in page


def test_lists_are_exported_and_strange_wishes_refused(client):
    answer = client.get(reverse("law_parameters") + "?format=csv")
    assert answer.status_code == 200
    assert "公示期" in answer.content.decode("utf-8-sig")
    assert client.get(reverse("law_codes") + "?sort=__class__").status_code == 400


def test_only_the_text_of_a_traced_place_is_shown(client):
    page = _page(client, "law_source", "?module=tanhui.law.instrument&name=instrument_is_in_force")
    assert "def instrument_is_in_force" in page
    assert "class Standing" not in page
    for query in ("", "?module=tanhui.site.settings&name=", "?module=os&name=system", "?module=../../etc/passwd&name="):
        assert client.get(reverse("law_source") + query).status_code == 404
