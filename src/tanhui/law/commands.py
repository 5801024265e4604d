"""The `tanhui trace` command."""

from __future__ import annotations

import sys

import click

from tanhui.law import trace as tracing


@click.command()
@click.option("--check", is_flag=True, help="只检查，不写文件；有缺漏时以 1 退出")
def trace(check: bool) -> None:
    """生成 docs/TRACE.md 与 docs/READINGS.md：条文、执行它的代码、证明它的测试。"""
    sys.exit(tracing.run(check=check))
