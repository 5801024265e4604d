"""The `tanhui` command. Sub-commands are loaded when called, so that accounting works where there is no database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module

import click
import django


@dataclass(frozen=True)
class _Place:
    """Where a sub-command is, whether it needs the settings, and what it is for."""

    module: str
    needs_settings: bool
    help: str


_COMMANDS = {
    "run": _Place("tanhui.site.commands", True, "迁移数据库，示范环境且为空时载入示范数据，然后启动服务"),
    "seed": _Place("tanhui.site.commands", True, "迁移数据库并载入示范数据（仅示范环境）"),
    "account": _Place("tanhui.lifecycle.accounting.commands", False, "按方法学核算减排量（不需要数据库）"),
    "methodology": _Place("tanhui.lifecycle.methodology.commands", False, "检查、试算方法学文件（不需要数据库）"),
    "trace": _Place("tanhui.law.commands", False, "生成或检查条文、代码与测试的对照"),
    "reconcile": _Place("tanhui.site.commands", True, "核对账簿与日志，指出不符的行"),
    "token": _Place("tanhui.site.commands", True, "为示范账户签发接口令牌（仅示范环境）"),
}


class _Commands(click.Group):
    """Finds a sub-command by name; those that need the database load the settings first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        if place.needs_settings:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanhui.site.settings")
            django.setup()
        found = getattr(import_module(place.module), cmd_name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{place.module}.{cmd_name} is not a command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in _COMMANDS.items()])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tanhui")
def main() -> None:
    """碳惠：一座城市的碳普惠登记、核算、核查、交易与注销平台。"""
