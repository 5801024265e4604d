"""Several checks, one refusal: whoever is refused sees every broken clause at once."""

from __future__ import annotations

from collections.abc import Callable

from tanhui.law import Breach, Refusal


def all_at_once(*checks: Callable[[], object]) -> None:
    """Run every check; refuse with the breaches of all that refused, in order, each code and sentence once."""
    found: dict[tuple[str, str], Breach] = {}
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            for breach in refusal.breaches:
                found.setdefault((breach.code, breach.zh), breach)
    if found:
        raise Refusal(tuple(found.values()))
