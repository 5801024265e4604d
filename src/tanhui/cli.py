"""The `tanhui` command. Sub-commands are loaded when called, so that accounting works where there is no database."""

from __future__ import annotations

import os
from importlib import import_module

import click
import django

_PURE = {
    "account": "tanhui.lifecycle.accounting.commands:account",
    "methodology": "tanhui.lifecycle.methodology.commands:methodology",
    "trace": "tanhui.law.commands:trace",
}
_WITH_DATABASE = {name: f"tanhui.site.commands:{name}" for name in ("run", "seed", "reconcile", "token")}


class _Commands(click.Group):
    """Finds a sub-command by name; those that need the database load the settings first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_WITH_DATABASE, *_PURE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _PURE.get(cmd_name) or _WITH_DATABASE.get(cmd_name)
        if place is None:
            return None
        if cmd_name in _WITH_DATABASE:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanhui.site.settings")
            django.setup()
        module, name = place.split(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{place} is not a command")
        return found


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tanhui")
def main() -> None:
    """碳惠：一座城市的碳普惠登记、核算、核查、交易与注销平台。"""
