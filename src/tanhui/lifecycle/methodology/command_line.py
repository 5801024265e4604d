"""What the commands of the stage share: refusals with their exit code, and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from tanhui.law import Refusal

DIFFERENT, REFUSED = 1, 2
"""Exit codes: an example fails or two documents differ; nothing was done because a rule is broken."""


def refusals_shown(command: Callable[..., None]) -> Callable[..., None]:
    """Print every breach of a refusal and exit with 2; as JSON on standard output when `--json` was asked for."""

    @wraps(command)
    def shown(*, as_json: bool, **options: Any) -> None:
        try:
            command(as_json=as_json, **options)
        except Refusal as refusal:
            if as_json:
                print_json({"refusal": [breach.as_dict() for breach in refusal.breaches]})
            for breach in () if as_json else refusal.breaches:
                place = f"{breach.place}：" if breach.place else ""
                click.echo(f"[{breach.code}] {place}{breach.zh}\n    {breach.en}", err=True)
            raise SystemExit(REFUSED) from None

    return shown


def print_json(content: dict[str, Any]) -> None:
    """Print an answer for machines."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
