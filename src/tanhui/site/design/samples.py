"""Sample content of the design page: made up to show the components, and marked 示例 wherever it is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

SHOWN = (
    "colours",
    "head_actions",
    "head_state",
    "steps",
    "tasks",
    "facts",
    "figure_inputs",
    "figure_steps",
    "refusal",
    "columns",
    "rows",
    "totals",
    "search",
    "exports",
    "pager",
    "badges",
    "chart",
    "serials",
    "events",
    "tabs",
    "error_actions",
)
"""The names the page takes from this module."""

colours: list[tuple[str, str, str]] = [
    ("pine", "松绿", "主色：链接、按钮、已完成"),
    ("pine-deep", "深松", "页眉线、页脚、首页题头"),
    ("brass", "黄铜", "图表第二色、标志上的账线"),
    ("paper", "纸", "页面底色"),
    ("sheet", "账页", "卡片与表单"),
    ("ink", "墨", "正文"),
    ("moss-wash", "苔", "已完成的状态"),
    ("indigo-wash", "靛", "办理中的状态"),
    ("ochre-wash", "赭", "需要留意：暂定、示范"),
    ("cinnabar-wash", "朱", "拒绝、超期、错误"),
]
head_actions: list[dict[str, Any]] = [
    {"label": "提交申请", "url": "#heads", "primary": True, "icon": "next"},
    {"label": "下载材料", "url": "#heads", "icon": "download"},
]
head_state = {"code": "under_audit", "zh": "审核中"}
steps: list[dict[str, Any]] = [
    {
        "title": "提交申请",
        "state": "done",
        "who": "示例业主",
        "at": datetime(2026, 3, 2, 2, 15, tzinfo=UTC),
        "clause": "JX23-16",
    },
    {
        "title": "受理",
        "state": "done",
        "who": "核证中心",
        "at": datetime(2026, 3, 4, 6, 40, tzinfo=UTC),
        "clause": "JX23-17",
    },
    {
        "title": "审核",
        "state": "current",
        "who": "核证中心",
        "due_on": date(2026, 4, 1),
        "note": "已退回补正一次，补正期间停止计时。",
    },
    {"title": "决定", "state": "waiting", "who": "市生态环境局", "due_on": date(2026, 4, 23)},
    {"title": "公示", "state": "waiting", "who": "公众可提异议", "due_on": date(2027, 1, 6), "provisional": True},
    {"title": "签发", "state": "waiting", "who": "市生态环境局，另一位经办人"},
]
tasks: list[dict[str, Any]] = [
    {
        "title": "审核示例项目甲的备案申请",
        "url": "#work",
        "about": "核证减排量 462 吨，附核证表与五项材料",
        "due_on": date(2026, 3, 27),
        "overdue": True,
        "clause": "JX23-17",
        "state": "审核中",
        "code": "under_audit",
    },
    {
        "title": "答复对示例项目乙的异议",
        "url": "#work",
        "due_on": date(2026, 4, 8),
        "days_left": 6,
        "clause": "JX23-10",
        "state": "公示中",
        "code": "on_notice",
    },
    {
        "title": "受理示例项目丙的备案申请",
        "url": "#work",
        "due_on": date(2027, 1, 5),
        "provisional": True,
        "state": "已提交",
        "code": "submitted",
    },
]
facts: list[dict[str, Any]] = [
    {"label": "项目编号", "value": "P0001", "kind": "mono"},
    {"label": "项目业主", "value": "示例业主", "url": "#facts"},
    {"label": "核证减排量", "value": 462, "kind": "number", "unit": "tCO₂e"},
    {"label": "监测期", "value": "2024年1月1日至2024年12月31日", "note": "含首尾两日"},
    {"label": "状态", "value": "已登记", "kind": "badge", "code": "registered"},
    {"label": "首笔成交额", "value": 2402400, "kind": "yuan"},
    {"label": "依据", "value": ["JX23-16", "JX23-17"], "kind": "clause"},
    {"label": "联系电话", "value": ""},
]
figure_inputs: list[dict[str, Any]] = [
    {"symbol": "EG", "label": "上网与自用电量之和", "value": Decimal("1100.000"), "unit": "MWh", "source": "监测数据"},
    {"symbol": "EF", "label": "电网排放因子", "value": Decimal("0.4200"), "unit": "tCO2e/MWh", "source": "示例因子"},
]
figure_steps: list[dict[str, Any]] = [
    {"label": "减排量", "expression": "EG * EF", "value": Decimal("462.000"), "unit": "tCO2e"},
    {"label": "可签发（舍去小数）", "expression": "floor(ER)", "value": 462, "unit": "t"},
]
refusal = SimpleNamespace(
    breaches=[
        SimpleNamespace(
            code="R15-1",
            clause="JX23-15.2",
            zh="示例核查机构参与编制了该项目的核算报告",
            place="核查机构",
            remedy="另行委托没有参与编制的机构。",
        ),
        SimpleNamespace(
            code="R12-2",
            clause="JX23-12.1.2",
            zh="减排期间始于2020年9月20日，早于最早可计入日2020年9月23日",
            place="第3行 start",
            remedy="",
        ),
        SimpleNamespace(
            code="V-3",
            clause="",
            zh="日期“2024-02-30”不存在",
            place="第7行 end",
            remedy="按 2024-02-29 的样式填写真实日期。",
        ),
    ]
)
columns: list[dict[str, Any]] = [
    {"label": "编号", "kind": "serial", "sort_url": "#tables", "sorted": "asc"},
    {"label": "项目", "wide": True},
    {"label": "签发日期", "kind": "day", "sort_url": "#tables"},
    {"label": "吨数", "kind": "number", "sort_url": "#tables"},
    {"label": "金额（元）", "kind": "yuan"},
    {"label": "状态", "kind": "badge"},
]
rows: list[list[Any]] = [
    [
        "JX-PV01-P0001-202406-1-512-K",
        {"value": "示例项目甲", "url": "#tables", "sub": "南湖区"},
        date(2026, 3, 5),
        512,
        2662400,
        {"value": "流通中", "code": "active"},
    ],
    [
        "JX-PV01-P0002-202406-513-14535-D",
        {"value": "示例项目乙", "url": "#tables", "sub": "海盐县", "demo": True},
        date(2026, 3, 9),
        14023,
        None,
        {"value": "已注销", "code": "retired"},
    ],
]
totals: list[Any] = ["合计", "", None, 14535, 2662400, ""]
search = {"value": "", "action": "#tables", "placeholder": "编号或项目名称"}
exports = [{"label": "CSV", "url": "#tables"}, {"label": "xlsx", "url": "#tables"}]
pager = {"page": 2, "pages": 9, "count": 173, "previous_url": "#tables", "next_url": "#tables"}
badges = [
    ("registered", "已登记"),
    ("under_audit", "审核中"),
    ("awaiting_decision", "待决定"),
    ("refused", "不予备案"),
    ("unknown", "其他"),
]
chart: dict[str, Any] = {
    "id": "sample",
    "title": "示例图：每月签发与注销",
    "note": "示例数据，仅说明组件",
    "unit": "tCO2e",
    "labels": ["1月", "2月", "3月", "4月", "5月", "6月"],
    "series": [
        {"name": "签发", "kind": "bar", "values": [120, 0, 462, 300, 512, 260]},
        {"name": "注销", "kind": "bar", "values": [0, 40, 80, 210, 90, 320]},
    ],
    "columns": [{"label": "月份"}, {"label": "签发", "kind": "number"}, {"label": "注销", "kind": "number"}],
    "rows": [["1月", 120, 0], ["2月", 0, 40], ["3月", 462, 80], ["4月", 300, 210], ["5月", 512, 90], ["6月", 260, 320]],
}
serials = ["JX-PV01-P0001-202406-1-30-A"]
events: list[dict[str, Any]] = [
    {
        "at": datetime(2026, 3, 2, 2, 15, tzinfo=UTC),
        "title": "提交备案申请",
        "who": "示例业主",
        "clause": "JX23-16",
        "receipt": 41,
        "tone": "plain",
    },
    {
        "at": datetime(2026, 3, 3, 3, 5, tzinfo=UTC),
        "title": "退回补正",
        "who": "核证中心",
        "text": "缺少并网验收证明。",
        "tone": "wait",
        "receipt": 44,
    },
    {
        "at": datetime(2026, 3, 4, 6, 40, tzinfo=UTC),
        "title": "受理",
        "who": "核证中心",
        "clause": "JX23-17",
        "tone": "ok",
        "receipt": 47,
    },
]
tabs: list[dict[str, Any]] = [
    {"label": "概况", "url": "#tabs", "current": True},
    {"label": "材料", "url": "#tabs", "count": 6},
    {"label": "办理记录", "url": "#tabs", "count": 12},
]
error_actions = [{"label": "重新查找", "url": "#states"}]
