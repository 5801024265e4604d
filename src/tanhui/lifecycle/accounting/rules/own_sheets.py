"""Article 14: a calculation table shows its working, and its numbers are those of its formulas."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tanhui.law import Reason, rule
from tanhui.lifecycle.accounting.exact import plain

SHOWN = 3


@dataclass(frozen=True)
class WrittenFacts:
    """What a table is made of: how many formulas, and each cell whose formula nobody could review, with the reason."""

    formulas: int
    unreviewable: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Difference:
    """A cell whose stored value is not what its formula gives."""

    place: str
    stored: str
    computed: str


@dataclass(frozen=True)
class StoredFacts:
    """Every cell whose stored value is not what its formula gives, in the order of the table."""

    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class TotalFacts:
    """The total of a table: whether it is computed, which inputs of the report it is not computed from, and both totals."""

    place: str
    has_formula: bool
    missing: tuple[str, ...]
    total: Decimal | None
    reported: Decimal
    least: Decimal


@rule("HOUSE-14", code="S-7")
def formulas_can_be_reviewed(table: WrittenFacts) -> Reason | None:
    """Every formula uses known functions and the table's own cells."""
    if not table.unreviewable:
        return None
    place, what = table.unreviewable[0]
    return Reason(
        f"单元格 {place} 的公式使用了不能复核的内容（{what}），共 {len(table.unreviewable)} 处；请改用普通函数和本表单元格",
        f"cell {place} uses {what}, which cannot be reviewed; use plain functions and the table's own cells",
        place=place,
    )


@rule("JX23-14.1.2", code="R14-6")
def table_has_formulas(table: WrittenFacts) -> Reason | None:
    """Reading: a table of pasted values has no function to check the calculation with."""
    if table.formulas:
        return None
    return Reason(
        "计算表须含可复核的计算过程：表中没有任何公式，只有数值；请上传带公式的计算表，或使用平台生成的计算表",
        "the table holds values only; upload one with formulas, or use the platform's",
    )


@rule("JX23-14.1.2", code="R14-5")
def stored_values_are_those_of_the_formulas(table: StoredFacts) -> Reason | None:
    """Whoever opens the table sees what its formulas give; the first cell that differs is named."""
    if not table.differences:
        return None
    first = table.differences[0]
    return Reason(
        f"计算表公式与数值不一致：单元格 {first.place} 存的是 {first.stored}，按公式应为 {first.computed}，"
        f"共 {len(table.differences)} 处；请重新计算并保存后再上传",
        f"cell {first.place} stores {first.stored}, its formula gives {first.computed}; recompute and save",
        place=first.place,
    )


@rule("JX23-14.1.2", code="R14-6")
def total_is_computed_from_the_inputs(table: TotalFacts) -> Reason | None:
    """Reading: the working leads from the report's readings and factors to the total, through formulas."""
    if not table.has_formula:
        return Reason(
            f"计算表须含可复核的计算过程：合计单元格 {table.place} 不是公式",
            f"the total in {table.place} is no formula",
            place=table.place,
        )
    if not table.missing:
        return None
    named = "；".join(table.missing[:SHOWN])
    return Reason(
        f"计算表须含可复核的计算过程：合计 {table.place} 所依据的单元格中没有 {named}",
        f"{table.place} is not computed from {named}",
        place=table.place,
    )


@rule("JX23-14.1.2", code="R14-4")
def total_of_the_table_is_the_reports(table: TotalFacts) -> Reason | None:
    """Both totals agree to the gram."""
    if table.total is not None and abs(table.total - table.reported) <= table.least:
        return None
    found = "空" if table.total is None else plain(table.total)
    return Reason(
        f"合计不符：计算表 {table.place} 为 {found} 吨，报告为 {plain(table.reported)} 吨",
        f"the table's total is {found} t, the report says {plain(table.reported)} t",
        place=table.place,
    )


WRITTEN = (formulas_can_be_reviewed, table_has_formulas)
STORED = (stored_values_are_those_of_the_formulas,)
TOTAL = (total_is_computed_from_the_inputs, total_of_the_table_is_the_reports)
