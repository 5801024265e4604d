"""The `tanhui` command. Sub-commands are loaded when called, so that accounting works where there is no database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click
import django
from django.core.exceptions import ImproperlyConfigured

from tanhui.law import Breach, Refusal


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
    "factors": _Place("tanhui.site.impact.commands", True, "排放因子库：查看、载入、试算变更的影响"),
    "trace": _Place("tanhui.law.commands", False, "生成或检查条文、代码与测试的对照"),
    "reconcile": _Place("tanhui.site.commands", True, "核对账簿与日志，指出不符的行"),
    "recompute": _Place("tanhui.lifecycle.registry.commands", True, "复算一个已签发的批次，与登记的数值和摘要对照"),
    "token": _Place("tanhui.site.commands", True, "为示范账户签发接口令牌（仅示范环境）"),
}


class _Commands(click.Group):
    """Finds a sub-command by name; those that need the database load the settings first."""

    def main(  # type: ignore[override]  # click overloads it on standalone_mode; ours answers both
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **options: Any
    ) -> Any:
        """Run; a wrong command line is refused like any other input, with its code and in Chinese."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **options)
        try:
            sys.exit(super().main(args, standalone_mode=False, **options) or 0)
        except click.exceptions.NoArgsIsHelpError as found:
            found.show()
            sys.exit(found.exit_code)
        except click.UsageError as found:
            _say_refused(found, as_json="--json" in (sys.argv if args is None else args))
            sys.exit(found.exit_code)
        except click.ClickException as found:
            found.show()
            sys.exit(found.exit_code)
        except Refusal as found:
            _say_breaches(found)
            sys.exit(1)
        except ImproperlyConfigured as found:
            click.echo(f"配置不全，未启动：{found}；各项设置见 docs/RUNNING.md，示范环境请设 TANHUI_DEMO=1", err=True)
            sys.exit(1)
        except click.Abort:
            click.echo("已中止", err=True)
            sys.exit(1)

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


_USAGE = (
    (click.NoSuchOption, "没有这个选项"),
    (click.MissingParameter, "缺少必填的参数"),
    (click.BadParameter, "参数的值不对或文件不存在"),
    (click.BadOptionUsage, "选项的用法不对"),
    (click.UsageError, "命令写法不对"),
)


def _say_breaches(refusal: Refusal) -> None:
    """Say every reason of a refused command, in both languages."""
    for each in refusal.breaches:
        click.echo(f"[{each.code}] {each.zh}\n    {each.en}", err=True)


def _say_refused(found: click.UsageError, *, as_json: bool) -> None:
    """Say in both languages, with the code of a wrong type (V-8), what is wrong with a command line."""
    zh = next(words for kind, words in _USAGE if isinstance(found, kind))
    command = found.ctx.command_path if found.ctx else "tanhui"
    place = getattr(found, "option_name", None) or _parameter(found) or None
    breach = Breach("", "V-8", "", f"{zh}；用法见 {command} --help", found.format_message(), place)
    if as_json:
        click.echo(json.dumps({"refusal": [breach.as_dict()]}, ensure_ascii=False, indent=2))
        return
    click.echo(f"[V-8] {f'{place}：' if place else ''}{breach.zh}\n    {breach.en}", err=True)


def _parameter(found: click.UsageError) -> str:
    parameter = getattr(found, "param", None)
    return parameter.get_error_hint(found.ctx).strip("'") if parameter is not None and found.ctx else ""


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tanhui")
def main() -> None:
    """碳惠：一座城市的碳普惠登记、核算、核查、交易与注销平台。"""
