"""Commands that need the database: serve, seed, reconcile, hand out a demonstration token."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command

from tanhui.foundation.clock import now
from tanhui.foundation.parties.actions import demonstration_token
from tanhui.site.demonstration import seeding
from tanhui.site.reconciliation import discrepancies


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="监听端口")
@click.option("--workers", default=2, show_default=True, help="工作进程数")
def run(host: str, port: int, workers: int) -> None:
    """迁移数据库，示范环境且为空时载入示范数据，然后启动服务。"""
    if settings.TANHUI_DEMONSTRATION and "TANHUI_PUBLIC_ADDRESS" not in os.environ:
        settings.TANHUI_PUBLIC_ADDRESS = os.environ["TANHUI_PUBLIC_ADDRESS"] = f"http://{host}:{port}"
    _prepare()
    click.echo(f"碳惠已启动： http://{host}:{port}")
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    options = ["--workers", str(workers), "--blocking-threads", "2", "--log-level", "warning"]
    os.execv(sys.executable, [*granian, *options, "tanhui.site.wsgi:application"])


@click.command()
def seed() -> None:
    """迁移数据库并载入示范数据（只在示范环境、且数据库为空时）。"""
    if not settings.TANHUI_DEMONSTRATION:
        raise click.ClickException("示范数据只能载入示范环境：请先设置 TANHUI_DEMO=1")
    _prepare()


def _prepare() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("check", databases=["default"], fail_level="ERROR", stdout=io.StringIO())
    if settings.TANHUI_DEMONSTRATION and seeding.is_empty():
        click.echo("正在载入示范数据……")
        seeding.seed(at=now())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def reconcile(as_json: bool) -> None:
    """核对账簿：签发 = 持有 + 冻结 + 注销，资金、编号区间与日志链；指出不符的行。"""
    found = discrepancies()
    if as_json:
        click.echo(json.dumps([vars(each) for each in found], ensure_ascii=False, indent=1))
    for each in () if as_json else found:
        click.echo(f"✗ {each.table} 第 {each.row} 行：{each.zh}")
    if found:
        click.echo(f"发现 {len(found)} 处不符", err=True)
        sys.exit(1)
    if not as_json:
        click.echo("账簿相符：减排量、资金、编号区间与日志链均已核对")


@click.command()
@click.argument("role")
def token(role: str) -> None:
    """为示范账户签发接口令牌（仅示范环境），令牌只显示这一次。"""
    if not settings.TANHUI_DEMONSTRATION:
        raise click.ClickException("只有示范环境可以用命令行签发令牌")
    click.echo(demonstration_token(role=role, at=now()))
