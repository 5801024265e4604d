"""What an accounting run yields: every figure with its unit and origin, JSON-able with decimal text, and its digest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A value as plain decimal text, with its unit."""

    value: str
    unit: str


@dataclass(frozen=True)
class FactorUsed:
    """The factor of one year: its value, where it was published, and why this one was taken.

    `record` is the digest of the record in the factor library; a value that is not from there names none.
    """

    symbol: str
    value: str
    unit: str
    label: str
    data_year: str
    source_title: str
    source_number: str
    source_url: str
    published_on: str
    rule: str
    declared: bool
    record: str = ""


@dataclass(frozen=True)
class StepResult:
    """One step of the methodology: its formula, the same with numbers put in, and the result."""

    symbol: str
    label: str
    formula: str
    substituted: str
    value: str
    unit: str
    rounding: str


@dataclass(frozen=True)
class MeterSum:
    """What one meter contributes to one year."""

    meter_id: str
    year: int
    rows: int
    export_kwh: str
    import_kwh: str


@dataclass(frozen=True)
class YearResult:
    """One calendar year: the inputs of the methodology, the factors, the steps and the reduction.

    An account of activity data has one for each site and span of days; `texts` are its entered categories and names.
    """

    year: int
    inputs: dict[str, Figure]
    factors: tuple[FactorUsed, ...]
    steps: tuple[StepResult, ...]
    reduction: Figure
    site: str = ""
    first_day: str = ""
    last_day: str = ""
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """Rows that did not enter as they were read: filled, corrected, cut or split, grouped per meter."""

    kind: str
    zh: str
    meter_id: str
    start: str
    end: str
    rows: int
    lines: tuple[int, ...]
    detail: str


@dataclass(frozen=True)
class MethodologyUsed:
    """Which version of which methodology, and the digest of its document."""

    slug: str
    version: str
    title: str
    sha256: str


@dataclass(frozen=True)
class ReadingsUsed:
    """How many rows were read and counted, and the digest that ties the result to them."""

    given: int
    counted: int
    meters: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class DataUsed:
    """One set of activity data that was counted: its site and days, its rows, and the digest of what it says."""

    site: str
    first_day: str
    last_day: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Result:
    """The whole account of one period; `data` and `streams` belong to accounts of activity data."""

    methodology: MethodologyUsed
    period_start: str
    period_end: str
    filed_on: str
    readings: ReadingsUsed
    meters: tuple[MeterSum, ...]
    years: tuple[YearResult, ...]
    marks: tuple[Mark, ...]
    result_symbol: str
    exact_reduction: Figure
    issuable_tonnes: int
    remainder: Figure
    total_formula: str
    rounding: str
    digest: str
    data: tuple[DataUsed, ...] = ()
    streams: dict[str, Figure] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the answer of the API and of `tanhui account --json`."""
        content = _without_empty(json.loads(json.dumps(asdict(self), ensure_ascii=False)), ("data", "streams"))
        content["years"] = [_without_empty(year, _OF_A_SITE) for year in content["years"]]
        factors: list[dict[str, Any]] = []
        for year in content["years"]:
            year["factors"] = [_without_empty(factor, ("record",)) for factor in year["factors"]]
            factors += [{**_named(year), **factor} for factor in year["factors"]]
        content["factors"] = factors
        content["inputs"] = _total_inputs(self)
        content["results"] = content.get("streams") or {self.result_symbol: asdict(self.exact_reduction)}
        content["steps"] = [{**_named(year), **step} for year in content["years"] for step in year["steps"]]
        return content


_OF_A_SITE = ("site", "first_day", "last_day", "texts")


def _without_empty(content: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Leave out what is not there, so that a result from before it could be there keeps its digest."""
    return {name: value for name, value in content.items() if name not in names or value}


def _named(year: dict[str, Any]) -> dict[str, Any]:
    return {name: year[name] for name in ("year", "site") if name in year}


def _total_inputs(result: Result) -> dict[str, dict[str, str]]:
    """Return the inputs of the whole period: of one year as they are, of several by year, and site where it has one."""
    if len(result.years) == 1:
        return {symbol: asdict(figure) for symbol, figure in result.years[0].inputs.items()}
    return {
        "@".join(filter(None, (symbol, str(year.year), year.site))): asdict(figure)
        for year in result.years
        for symbol, figure in year.inputs.items()
    }


def digest_of(content: Any) -> str:
    """Return the sha256 of canonical JSON: sorted keys, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def from_dict(content: dict[str, Any]) -> Result:
    """Build a result again from what was stored."""
    return Result(
        methodology=MethodologyUsed(**content["methodology"]),
        period_start=content["period_start"],
        period_end=content["period_end"],
        filed_on=content["filed_on"],
        readings=ReadingsUsed(**{**content["readings"], "meters": tuple(content["readings"]["meters"])}),
        meters=tuple(MeterSum(**each) for each in content["meters"]),
        years=tuple(_year(each) for each in content["years"]),
        marks=tuple(Mark(**{**each, "lines": tuple(each["lines"])}) for each in content["marks"]),
        result_symbol=content["result_symbol"],
        exact_reduction=Figure(**content["exact_reduction"]),
        issuable_tonnes=content["issuable_tonnes"],
        remainder=Figure(**content["remainder"]),
        total_formula=content["total_formula"],
        rounding=content["rounding"],
        digest=content["digest"],
        data=tuple(DataUsed(**each) for each in content.get("data", ())),
        streams={symbol: Figure(**figure) for symbol, figure in content.get("streams", {}).items()},
    )


def _year(content: dict[str, Any]) -> YearResult:
    return YearResult(
        year=content["year"],
        inputs={symbol: Figure(**figure) for symbol, figure in content["inputs"].items()},
        factors=tuple(FactorUsed(**each) for each in content["factors"]),
        steps=tuple(StepResult(**each) for each in content["steps"]),
        reduction=Figure(**content["reduction"]),
        **{name: content[name] for name in _OF_A_SITE if name in content},
    )
