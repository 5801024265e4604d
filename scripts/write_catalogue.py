"""Write docs/CATALOGUE.md, the list of the methodologies that come with the platform. A test fails when it is out of date.

Run as `.venv/bin/python -m scripts.write_catalogue`.
"""

from __future__ import annotations

from pathlib import Path

from tanhui.law import Refusal
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.sql import compile_rows

CATALOGUE_PAGE = Path(__file__).resolve().parent.parent / "docs" / "CATALOGUE.md"
FOLDER = "../src/tanhui/lifecycle/methodology/catalogue"

HEAD = """# 方法学目录

本页由 `scripts/write_catalogue.py` 从方法学文件生成，请勿手改。每个方法学一个文件夹，改法见 `methodology/README.md`。
全部为演示用：标“待核”的数值或做法没有对照官方原文，核对以前不得用于核证减排量的签发。

- 逐行：各行的步骤能写成精确的 SQL，可用于城市规模的数据；“否”的按 Decimal 计算（含除法、平均、开方或指数）。
- 按人按日：是市民行为，同一行为只算一次，并有每人每日上限。

| 代码 | 方法学 | 领域 | 逐行 | 按人按日 | 算例 | 待核 |
|---|---|---|---|---|---|---|
"""


def is_row_wise(method: Method) -> bool:
    """Tell whether the steps of a method, or of its rows, can be written as exact SQL."""
    tables: list[str | None] = [each.id for each in method.tables]
    try:
        for table in tables or [None]:
            compile_rows(method, table=table)
    except Refusal:
        return False
    return True


def described() -> str:
    """Return the page as it should be: the latest version of every methodology, by code."""
    latest = {slug: catalogue.latest(slug) for slug, _ in catalogue.folders()}
    rows = sorted((catalogue.method(slug, version).code, slug, version) for slug, version in latest.items())
    return HEAD + "".join(_row(catalogue.method(slug, version), slug, version) for _, slug, version in rows)


def _row(method: Method, slug: str, version: str) -> str:
    words = {each.id for each in method.unverified}
    values = "、".join(f"`{each}`" for each in method.unconfirmed if each not in words)
    doubts = "、".join(part for part in (values, f"{len(words)} 项说明" if words else "") if part) or "无"
    cells = (
        f"`{method.code}`",
        f"[{method.title}]({FOLDER}/{slug}/{version}/README.md)（{slug} {version}）",
        method.category_zh,
        "是" if is_row_wise(method) else "否",
        "是" if method.behaviour else "否",
        str(len(method.examples)),
        doubts,
    )
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Write the page."""
    CATALOGUE_PAGE.write_text(described(), encoding="utf-8")


if __name__ == "__main__":
    main()
