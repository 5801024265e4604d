import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tanhui.law.refusal import Breach, Refusal
from tanhui.site.design.icons import PATHS
from tanhui.site.templatetags.ui import beside, cell

SITE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((SITE / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_an_exception_to_the_content_security_policy(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script
    assert "http://" not in text and "https://" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_named_in_a_template_exists(template):
    named = set(re.findall(r'{% icon "([a-z]+)"', template.read_text()))
    assert named <= set(PATHS)


def test_every_component_is_documented():
    for template in (SITE / "templates" / "ui").glob("*.html"):
        head = template.read_text()[:160]
        assert "{# " in head or "{% comment %}" in head, template.name


def test_a_refusal_shows_every_breach():
    breaches = (
        Breach("JX23-15.2", "R15-1", "r", "第一项理由", "first"),
        Breach("", "V-3", "", "第二项理由", "second", place="第7行 end"),
    )
    page = render_to_string("ui/refusal.html", {"refusal": Refusal(breaches)})
    assert page.count("<li>") == 2
    assert page.index("第一项理由") < page.index("R15-1") < page.index("第二项理由") < page.index("V-3")
    assert "《办法》第15条第2款" in page and "第7行 end" in page


def test_what_users_wrote_is_escaped():
    page = render_to_string("ui/fact_table.html", {"rows": [{"label": "名称", "value": "<script>alert(1)</script>"}]})
    assert "&lt;script&gt;" in page and "<script>" not in page


def test_a_row_must_match_its_columns():
    with pytest.raises(ValueError, match="zip"):
        beside([{"label": "甲"}, {"label": "乙"}], [1])


def test_cells_come_to_one_shape():
    assert cell({"kind": "text"}, 512) == {"value": 512, "kind": "number", "empty": False}
    assert cell({"kind": "yuan"}, {"value": 5, "url": "/x"}) == {
        "value": 5,
        "url": "/x",
        "kind": "yuan",
        "empty": False,
    }
    assert cell({"kind": "serial"}, "合计", True)["kind"] == "text"
    assert cell({"kind": "number"}, None)["empty"] is True
    assert cell({"kind": "number"}, 0)["empty"] is False
