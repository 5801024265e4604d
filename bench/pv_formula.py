"""The distributed-PV formula on many rows: our compiled steps, each with its trace, beside plain Decimal by hand."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from bench.harness import Way, compare
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.evaluation import compile_method

ROWS = 20_000
FACTOR = Decimal("0.5153")
NINE_DIGITS = Decimal("1e-9")


def main() -> None:
    """Compare the two ways on rows that reach the rounding's edge as well as rows that do not."""
    program = compile_method(catalogue.method("pv-distributed"))
    rows = [
        {"EG_export": Decimal(1000 * number) / 1000, "EG_import": Decimal(number % 7) / 1000, "EF": FACTOR}
        for number in range(1, ROWS + 1)
    ]

    def ours() -> list[Decimal]:
        return [program.run(row)[-1].value for row in rows]

    def by_hand() -> list[Decimal]:
        return [
            max(Decimal(0), (row["EG_export"] - row["EG_import"]) * row["EF"]).quantize(NINE_DIGITS, ROUND_FLOOR)
            for row in rows
        ]

    compare(
        "distributed PV, one row at a time",
        ours=Way("compiled steps with their trace", ours),
        baseline=Way("plain Decimal by hand", by_hand),
        amount=ROWS,
        unit="rows",
    )


if __name__ == "__main__":
    main()
