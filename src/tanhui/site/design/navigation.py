"""The public menu and the stages of a tonne's life: labels and URL names, written once for header and home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Place:
    """One entry of a menu, with its address on this site."""

    label: str
    url: str
    current: bool = False
    note: str = ""
    icon: str = ""


PUBLIC = (
    ("首页", "home"),
    ("方法学", "methodology:index"),
    ("因子库", "methodology:factors"),
    ("项目", "registry:projects"),
    ("公示", "registry:notices"),
    ("减排量", "registry:batches"),
    ("交易", "market:index"),
    ("注销", "retirement:index"),
    ("证书核验", "retirement:check"),
    ("制度对照", "law"),
)
"""The header's menu: label and URL name, in the order of a tonne's life."""

LIFE = (
    ("方法学", "methodology:index", "method", "参数、因子与公式全部公开"),
    ("核算", "accounting:index", "formula", "监测数据按公式逐步算出减排量"),
    ("核查", "verification:index", "shield", "独立机构逐项核对并签字"),
    ("审核与公示", "registry:notices", "notice", "核证中心审核，市局决定，公众可提异议"),
    ("签发", "registry:batches", "ledger", "按整吨签发，每吨一个编号"),
    ("交易", "market:index", "trade", "挂牌点选，券款对付"),
    ("注销", "retirement:index", "retire", "写明用途与受益人，一次且最终"),
    ("核验", "retirement:check", "certificate", "任何人可凭编号或二维码查证"),
)
"""The stages of one tonne's life: label, URL name, icon, and one line on what happens there."""


def address(name: str, *parts: object) -> str:
    """Return the address of a URL name with its parts, or nothing when this installation does not have that page."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def public_menu(path: str) -> tuple[Place, ...]:
    """Return the header's menu with the entry of the page at `path` marked."""
    found = [(label, url) for label, name in PUBLIC if (url := address(name))]
    matching = [url for _, url in found if path == url or (url != "/" and path.startswith(url))]
    nearest = max(matching, key=len, default=None)
    return tuple(Place(label, url, url == nearest) for label, url in found)


def life_of_a_tonne() -> tuple[Place, ...]:
    """Return the stages of one tonne's life with their addresses, in order."""
    return tuple(Place(label, address(name), note=note, icon=icon) for label, name, icon, note in LIFE)
