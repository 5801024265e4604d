"""Files as they come: CSV of any spoilt kind, columns of every type, days in the path, in UTC, as text."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.tests.bulk_method import CAPPED, run
from tanhui.lifecycle.accounting.tests.bulk_oracle import (
    compare,
    expected,
    rejects_in,
    results_in,
    write_parquet,
)
from tanhui.lifecycle.accounting.tests.bulk_rows import GOOD, at, every_edge

HEADER = "operator,trip_id,person,moment,mode,distance,inside"
LINE = "A,t-1,p-1,2024-12-31,bike,1.5,1"
NOTHING = {"p-1": Decimal("0.00")}


@pytest.fixture
def csv(tmp_path):
    """Return what writes a CSV file of some lines below the header, or of bytes, and accounts for it."""

    def account(content, **more):
        if not isinstance(content, bytes):
            content = "\n".join([HEADER, *content, ""]).encode()
        (tmp_path / "rows.csv").write_bytes(content)
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        return run(CAPPED, [str(tmp_path / "rows.csv")], tmp_path / "out", **more)

    account.out = tmp_path / "out"
    return account


def changed(**change):
    """Return the good line with some cells changed."""
    cells = dict(zip(HEADER.split(","), LINE.split(","), strict=True))
    return ",".join((cells | change).values())


def test_csv_comes_to_the_same_as_parquet(tmp_path, csv):
    rows = [row for row in every_edge() if row.moment and not any("\x00" in str(cell) for cell in row.cells)]
    rows = [row for row in rows if row.inside is not None and "" not in row.cells]
    lines = []
    for row in rows:
        cells = [*row.cells[:3], f"{row.moment.isoformat()}+08:00", row.mode, row.distance, int(row.inside)]
        quoted = ['"' + str(cell) + '"' if "\n" in str(cell) else str("" if cell is None else cell) for cell in cells]
        lines.append(",".join(quoted))
    outcome = csv(lines)
    wanted = expected([rows], capped=True)
    wanted.rejected = {(file, row + 1): codes for (file, row), codes in wanted.rejected.items()}
    compare(outcome, csv.out, wanted, [str(tmp_path / "rows.csv")])


@pytest.mark.clause("HOUSE-13")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"distance": "NaN"}, "V-1"),
        ({"distance": "-inf"}, "V-1"),
        ({"distance": "Infinity"}, "V-1"),
        ({"distance": "-0.001"}, "V-1"),
        ({"distance": "300.001"}, "V-1"),
        ({"distance": "99999999999999999999999"}, "V-1"),
        ({"distance": "1e3"}, "V-6"),
        ({"distance": "1_000"}, "V-6"),
        ({"distance": "+12"}, "V-6"),
        ({"distance": "0x10"}, "V-6"),
        ({"distance": '"1,000"'}, "V-6"),
        ({"distance": "１２"}, "V-6"),
        ({"distance": "١٢"}, "V-6"),
        ({"distance": "一百"}, "V-6"),
        ({"distance": "."}, "V-6"),
        ({"distance": "1.2345"}, "V-2"),
        ({"distance": "1\u200b"}, "V-13"),
        ({"distance": ""}, "R14-2"),
        ({"inside": "2"}, "V-1"),
        ({"inside": "true"}, "V-6"),
        ({"moment": "2024-02-30"}, "V-3"),
        ({"moment": "2024-12-31T08:00:00"}, "V-3"),
        ({"moment": "31.12.2024"}, "V-3"),
        ({"moment": "2024-12-31T25:00:00Z"}, "V-3"),
        ({"moment": "9999-12-31"}, "V-3"),
        ({"moment": ""}, "R14-2"),
        ({"person": ""}, "R14-2"),
        ({"person": "ｐ-1"}, "V-6"),
        ({"person": "p—1"}, "V-6"),
        ({"person": "x" * 101}, "V-10"),
        ({"trip_id": "t\u202e1"}, "V-13"),
        ({"mode": "=1+1"}, "V-8"),
        ({"person": "p-1,too,many"}, "V-9"),
        ({"person": '"p-1'}, "V-9"),
        ({"person": "x" * 70_000}, "V-9"),
    ],
)
def test_a_bad_cell_rejects_its_row(tmp_path, csv, change, code):
    outcome = csv([LINE, changed(trip_id="t-2") if "trip_id" not in change else LINE, changed(**change)])
    assert rejects_in(csv.out) == {(str(tmp_path / "rows.csv"), 4): code}
    assert outcome.manifest["counts"]["persons"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"distance": "0"},
        {"distance": "-0"},
        {"distance": "300"},
        {"distance": "0001.500000000000000000000"},
        {"distance": " 1.5 "},
        {"moment": "2024-12-31T23:59:59.999999+08:00"},
        {"moment": "2024-12-31 00:00+08:00"},
        {"moment": "2024-12-30T16:00:00Z"},
        {"person": "阿·买买提"},
        {"person": "O'Neil"},
        {"person": "𠮷"},
        {"person": '"a ""quoted"" one"'},
        {"person": "x" * 100},
        {"mode": " bike\u3000"},
        {"inside": "0"},
    ],
)
def test_a_near_miss_counts(csv, change):
    outcome = csv([changed(**change)])
    assert rejects_in(csv.out) == {}
    assert [day for day, _ in results_in(csv.out)] == ["2024-12-31"]
    assert outcome.manifest["counts"]["rejected"] == 0


def test_broken_lines_shift_no_line_number(tmp_path, csv):
    bad = changed(distance="NaN")
    csv([LINE, "A,t", bad, bad, LINE + ",x", "x", bad])
    assert {row: code for (_, row), code in rejects_in(csv.out).items()} == {
        3: "V-9",
        4: "V-1",
        5: "V-1",
        6: "V-9",
        7: "V-9",
        8: "V-1",
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        (HEADER + ",person\n").encode(),
        HEADER.replace(",", ";").encode() + b"\n" + LINE.replace(",", ";").encode(),
        f"{HEADER}\n{LINE}\n".encode("utf-16"),
        b"\xff\xfe\xfa",
        HEADER.replace("person", "Person ").encode(),
    ],
)
def test_a_file_without_the_columns_is_refused_whole(csv, content):
    with pytest.raises(Refusal) as refused:
        csv(content)
    assert set(refused.value.codes) == {"V-9"}


def test_other_encodings(csv):
    named = f"{HEADER}\n{changed(person='张三')}\n"
    marked = csv(named.encode("utf-8-sig")).manifest
    assert marked["digest"] == csv(named.encode("gbk"), encoding="gbk").manifest["digest"]
    assert marked["digest"] == csv(named.replace("\n", "\r\n").encode()).manifest["digest"]
    assert csv(named.encode("gbk")).manifest["rejects"] == {"V-9:": 1}
    with pytest.raises(Refusal) as refused:
        csv(named.encode("utf-8-sig") + b"\xff\xff", encoding="gbk")
    assert refused.value.codes == ["V-9"]


ROWS = [replace(GOOD, trip_id=f"t-{number}", person=str(number % 3), distance=Decimal(number)) for number in range(12)]


def parquet(folder, select, name="rows.parquet", rows=ROWS):
    """Write the rows as a query over them says; return the pattern."""
    plain = folder / "plain"
    plain.mkdir(exist_ok=True)
    write_parquet([rows], plain)
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"COPY (SELECT {select} FROM '{plain}/000.parquet') TO '{folder}/data/{name}' (FORMAT parquet)")
    return [f"{folder}/data/**/*.parquet"]


@pytest.mark.parametrize(
    "select",
    [
        "*",
        "* REPLACE (moment::DATE AS moment)",
        "* REPLACE (moment::TIMESTAMP_S AS moment)",
        "* REPLACE (moment::TIMESTAMP_MS AS moment)",
        "* REPLACE (moment::TIMESTAMP_NS AS moment)",
        "* REPLACE ((strftime(moment, '%Y-%m-%dT%H:%M:%S') || '+08:00')::TIMESTAMPTZ AS moment)",
        "* REPLACE (strftime(moment, '%Y-%m-%d') AS moment)",
        "* REPLACE (distance::VARCHAR AS distance)",
        "* REPLACE (distance::INTEGER AS distance)",
        "* REPLACE (distance::UINTEGER AS distance)",
        "* REPLACE (distance::DECIMAL(30, 10) AS distance)",
        "* REPLACE (inside::UTINYINT AS inside)",
        "* REPLACE ('1' AS inside)",
        "* REPLACE (person::BIGINT AS person)",
        "* REPLACE (person::SMALLINT AS person, ' ' || trip_id AS trip_id, mode || '\u3000' AS mode)",
        "*, 1.5::DOUBLE AS other, [1, 2] AS list",
    ],
)
def test_every_type_that_is_exact_is_taken(tmp_path, select):
    outcome = run(CAPPED, parquet(tmp_path, select), tmp_path / "out")
    assert results_in(tmp_path / "out") == expected([ROWS], capped=True).amounts
    assert outcome.manifest["counts"]["rejected"] == 0


@pytest.mark.parametrize(
    ("select", "code"),
    [
        ("* REPLACE (distance::DOUBLE AS distance)", "V-8"),
        ("* REPLACE (distance::FLOAT AS distance)", "V-8"),
        ("* REPLACE (distance::HUGEINT AS distance)", "V-8"),
        ("* REPLACE (person::DECIMAL(5, 0) AS person)", "V-8"),
        ("* REPLACE (1 AS mode)", "V-8"),
        ("* REPLACE (moment::TIME AS moment)", "V-8"),
        ("* REPLACE (1 AS moment)", "V-8"),
        ("* REPLACE (true AS distance)", "V-8"),
        ("* EXCLUDE (trip_id)", "V-9"),
    ],
)
def test_a_column_that_cannot_hold_its_values_is_refused(tmp_path, select, code):
    with pytest.raises(Refusal) as refused:
        run(CAPPED, parquet(tmp_path, select), tmp_path / "out")
    assert refused.value.codes == [code]


def test_midnight_in_shanghai_divides_the_days_of_moments_in_utc(tmp_path):
    rows = [
        replace(GOOD, trip_id="before", moment=at("2024-12-31T23:59:59")),
        replace(GOOD, trip_id="after", moment=at("2025-01-01T00:00:00")),
    ]
    instant = "* REPLACE ((strftime(moment, '%Y-%m-%dT%H:%M:%S') || '+08:00')::TIMESTAMPTZ AS moment)"
    run(CAPPED, parquet(tmp_path, instant, rows=rows), tmp_path / "out")
    assert results_in(tmp_path / "out") == expected([rows], capped=True).amounts
    assert [day for day, _ in results_in(tmp_path / "out")] == ["2024-12-31", "2025-01-01"]


def test_the_day_may_stand_in_the_path(tmp_path):
    data = parquet(tmp_path, "* EXCLUDE (moment)", name="moment=2024-12-31/rows.parquet")
    run(CAPPED, data, tmp_path / "out")
    rows = [replace(row, moment=at("2024-12-31")) for row in ROWS]
    assert results_in(tmp_path / "out") == expected([rows], capped=True).amounts


def test_columns_of_another_name(tmp_path):
    data = parquet(tmp_path, '* RENAME (moment AS "when", distance AS "里程, 公里", trip_id AS "x""y")')
    with pytest.raises(Refusal) as refused:
        run(CAPPED, data, tmp_path / "out")
    assert refused.value.codes == ["V-9"] * 3
    run(CAPPED, data, tmp_path / "out", renamed={"moment": "when", "distance": "里程, 公里", "trip_id": 'x"y'})
    assert results_in(tmp_path / "out") == expected([ROWS], capped=True).amounts


def test_files_of_different_types_go_together(tmp_path):
    parquet(
        tmp_path, "* REPLACE (person::BIGINT AS person, distance::INTEGER AS distance)", name="a.parquet", rows=ROWS[:4]
    )
    parquet(tmp_path, "* REPLACE (distance::VARCHAR AS distance)", name="b.parquet", rows=ROWS[4:8])
    data = parquet(tmp_path, "*", name="c.parquet", rows=ROWS[8:])
    run(CAPPED, data, tmp_path / "out")
    assert results_in(tmp_path / "out") == expected([ROWS[:4], ROWS[4:8], ROWS[8:]], capped=True).amounts


@pytest.mark.parametrize(
    ("name", "code"),
    [("none.parquet", "V-10"), ("rows.xlsx", "V-9"), ("strange[1].parquet", "V-10"), ("empty.parquet", "V-9")],
)
def test_what_is_no_file_of_rows_is_refused(tmp_path, name, code):
    if code == "V-9":
        (tmp_path / name).write_bytes(b"PAR1PAR1")
    with pytest.raises(Refusal) as refused:
        run(CAPPED, [str(tmp_path / name)], tmp_path / "out")
    assert refused.value.codes == [code]


def test_a_file_without_rows_is_an_account_of_nothing(tmp_path):
    outcome = run(CAPPED, parquet(tmp_path, "*", rows=[]), tmp_path / "out")
    assert outcome.manifest["counts"]["rows"] == 0
    assert outcome.manifest["total"]["value"] == "0"
