"""Sums per meter and calendar year, with meter errors taken off; whole millionths of a kilowatt-hour throughout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from tanhui.lifecycle.accounting.readings.counted import CountedRow

_EXACT = Context(prec=60)


@dataclass(frozen=True)
class MeterYear:
    """What one meter counted in one calendar year, after all corrections, and from how many rows."""

    meter_id: str
    year: int
    rows: int
    export_microkwh: int
    import_microkwh: int


def sum_rows(rows: Iterable[CountedRow]) -> tuple[MeterYear, ...]:
    """Sum per meter and year; a corrected sum that ends beyond the last digit goes down for export, up for import."""
    sums: dict[tuple[str, int], dict[Decimal, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for _, meter_id, start_at, _, exported, imported, error, _ in rows:
        group = sums[meter_id, start_at.year][error]
        group[0] += 1
        group[1] += exported
        group[2] += imported
    return tuple(_meter_year(meter_id, year, groups) for (meter_id, year), groups in sorted(sums.items()))


def _meter_year(meter_id: str, year: int, groups: dict[Decimal, list[int]]) -> MeterYear:
    export = taken = Decimal(0)
    for error, (_, exported, imported) in groups.items():
        export = _EXACT.add(export, _EXACT.multiply(Decimal(exported), 1 - error))
        taken = _EXACT.add(taken, _EXACT.multiply(Decimal(imported), 1 + error))
    return MeterYear(
        meter_id=meter_id,
        year=year,
        rows=sum(group[0] for group in groups.values()),
        export_microkwh=int(export.to_integral_value(ROUND_FLOOR)),
        import_microkwh=int(taken.to_integral_value(ROUND_CEILING)),
    )


def mwh(microkwh: int) -> Decimal:
    """Convert exactly to MWh."""
    value = Decimal(microkwh).scaleb(-9)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
