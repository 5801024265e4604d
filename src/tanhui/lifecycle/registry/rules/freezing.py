"""Articles 5 and 26: a batch is frozen and freed by an order with a reason. The market reads the reason (article 18)."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule

_CAUSE = "freeze:"


def freeze_cause(number: int) -> str:
    """Return the cause that the holds of a freeze carry in the ledger."""
    return f"{_CAUSE}{number}"


@dataclass(frozen=True)
class FreezeFacts:
    """A freeze or thaw about to be ordered."""

    frozen: bool
    wanted: bool


@rule("JX23-26.2.1", code="R18-4")
def freeze_changes_something(order: FreezeFacts) -> Reason | None:
    """A frozen batch is not frozen again, and only a frozen one is freed."""
    if order.frozen != order.wanted:
        return None
    zh = "该批次已处于冻结状态" if order.frozen else "该批次未被冻结，无须解冻"
    return Reason(zh=zh, en="The batch is already frozen" if order.frozen else "The batch is not frozen")


FREEZE = (freeze_changes_something,)
