"""Write docs/API.md, the table of all endpoints, from the endpoints themselves. A test fails when it is out of date.

Run as `.venv/bin/python -m scripts.write_api_docs`.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django

API_PAGE = Path(__file__).resolve().parent.parent / "docs" / "API.md"

HEAD = """# 接口一览

本页由 `scripts/write_api_docs.py` 从代码生成，请勿手改。完整的参数与答复见运行中的 `/api/v1/openapi.json`。

每个请求带 `Authorization: Bearer <令牌>`；演示环境可用 `tanhui token <角色>` 取得令牌。写操作须带 `Idempotency-Key`：
同一键同一内容得到第一次的答复，同一键不同内容答 409。
拒绝的答复为 `{"refusal": [{code, clause, rule, zh, en, place}]}`。

| 方法 | 地址 | 谁可调用 | 作用 |
|---|---|---|---|
"""


def described() -> str:
    """Return the page as it should be: the endpoints of the mounted parts, whatever else a test has declared."""
    endpoints = import_module("tanhui.foundation.web.api").ENDPOINTS
    mounted = {str(tag) for _, router in import_module("tanhui.site.api").api._routers for tag in router.tags or ()}
    rows = sorted(
        (f"/api/v1/{each.stage}{each.path}", each.method, "、".join(sorted(each.roles)), each.summary)
        for each in endpoints
        if each.stage in mounted
    )
    return HEAD + "".join(f"| {method} | `{path}` | {roles} | {told} |\n" for path, method, roles, told in rows)


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanhui.site.settings")
    os.environ.setdefault("TANHUI_DEMO", "1")
    django.setup()
    API_PAGE.write_text(described(), encoding="utf-8")


if __name__ == "__main__":
    main()
