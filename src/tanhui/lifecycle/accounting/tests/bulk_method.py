"""Two methodologies of citizens' trips, with everything a behaviour may declare, and accounts of rows by them."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tanhui.lifecycle.accounting.bulk.account import Engine, Order, account_rows
from tanhui.lifecycle.accounting.bulk.jobs import Scope
from tanhui.lifecycle.accounting.bulk.quick import account_day
from tanhui.lifecycle.accounting.bulk.worker import connect
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.loading import load

SCOPE = Scope(date(2020, 9, 23), date(2025, 6, 30))
HEAD = """
format = 1
id = "test-trips"
code = "T1"
version = "v1"
title = { zh = "测试：出行", en = "Test: trips" }
summary = { zh = "测试。", en = "Test." }
category = "transport"
gases = ["CO2"]
clauses = ["JX23-10.1.4"]
results = ["ER"]
demonstration = true
applicability = [{ id = "any", zh = "无。", en = "None." }]
tables = [{ id = "trips", label = { zh = "出行", en = "Trips" } }]
publications = [{ id = "P", title = "测试", number = "1", published_on = "2019-01-01", issuer = "测试" }]
factors = [
  { id = "b-2024", series = "base", kind = "default", gas = "CO2e", region = "本市", year = 2024, value = "0.1045", unit = "kgCO2e/km", publication = "P", evidence = "derived" },
  { id = "b-2025", series = "base", kind = "default", gas = "CO2e", region = "本市", year = 2025, value = "0.1013", unit = "kgCO2e/km", publication = "P", evidence = "derived" },
]
examples = [{ id = "none", title = { zh = "无", en = "None" }, source = "测试", day = "2024-01-01", inputs.share = { value = "1", unit = "1" }, tables.trips = [], expected.ER = { value = "0", unit = "tCO2e", digits = 0, mode = "floor" } }]

[[inputs]]
symbol = "share"
label = { zh = "比例", en = "Share" }
unit = "1"
lowest = "0"
highest = "1"
digits = 2

[[inputs]]
symbol = "operator"
table = "trips"
type = "category"
label = { zh = "运营单位", en = "Operator" }
choices = [{ id = "A", zh = "甲", en = "A" }, { id = "B", zh = "乙", en = "B" }]

[[inputs]]
symbol = "trip_id"
table = "trips"
type = "text"
label = { zh = "行程编号", en = "Trip number" }

[[inputs]]
symbol = "person"
table = "trips"
type = "text"
label = { zh = "账户", en = "Account" }

[[inputs]]
symbol = "moment"
table = "trips"
type = "day"
label = { zh = "时刻", en = "When" }

[[inputs]]
symbol = "mode"
table = "trips"
type = "category"
label = { zh = "方式", en = "Mode" }
choices = [{ id = "metro", zh = "地铁", en = "Metro" }, { id = "bike", zh = "骑行", en = "Bicycle" }]

[[inputs]]
symbol = "distance"
table = "trips"
label = { zh = "里程", en = "Distance" }
unit = "km"
lowest = "0"
highest = "300"
digits = 3

[[inputs]]
symbol = "inside"
table = "trips"
label = { zh = "在本市", en = "In the city" }
yes_no = true

[[lookups]]
symbol = "EF_mode"
label = { zh = "本方式", en = "The mode" }
by = "mode"
unit = "gCO2e/km"
source = { zh = "测试", en = "Test" }
evidence = "proposal"
values = { metro = "35.25", bike = "8.7" }

[[parameters]]
symbol = "EF_base"
label = { zh = "被替代", en = "Replaced" }
unit = "gCO2e/km"
series = "base"
region = "本市"
kind = "default"
year_rule = "year-of-generation"
fallback = "latest-before"
day_of = "moment"
source = { zh = "测试", en = "Test" }
"""
TAIL = """
[[steps]]
id = "all"
symbol = "ER"
label = { zh = "合计", en = "All" }
unit = "tCO2e"
formula = "0.000001 [tCO2e/gCO2e] * sum(ER_trip)"
rounding = { mode = "floor", digits = 3, stage = "total" }
"""
CAPPED = (
    HEAD
    + """
[[steps]]
id = "trip"
symbol = "ER_trip"
table = "trips"
label = { zh = "每次", en = "Each" }
unit = "gCO2e"
formula = "if(inside, max(0 gCO2e, distance * (share * EF_base - EF_mode)), 0 gCO2e)"
"""
    + TAIL
    + """
[behaviour]
table = "trips"
person = "person"
moment = "moment"
key = ["operator", "trip_id"]
duplicates = "first"
result = "ER_trip"
caps = [
  { of = "rows", most = "4", unit = "1" },
  { of = "distance", most = "60000", unit = "m" },
  { of = "ER_trip", most = "2.5", unit = "kgCO2e" },
]
rounding = { mode = "floor", digits = 2, stage = "term" }
"""
)
LARGEST = (
    HEAD
    + """
[[steps]]
id = "trip"
symbol = "ER_trip"
table = "trips"
label = { zh = "每次", en = "Each" }
unit = "gCO2e"
formula = "if(inside, distance * (share * EF_base - 60 [gCO2e/km]) - 0.5 [gCO2e/km] * distance, -EF_mode * distance)"
rounding = { mode = "half-even", digits = 4, stage = "term" }
"""
    + TAIL
    + """
[behaviour]
table = "trips"
person = "person"
moment = "moment"
key = ["operator", "trip_id"]
duplicates = "largest"
result = "ER_trip"
caps = []
rounding = { mode = "floor", digits = 1, stage = "term" }
"""
)
SHARE = {"share": Quantity(Decimal("0.9"), "1")}


def here(connection=None):
    """Return DuckDB in this process: the same days without the start of workers."""
    own = connection or connect("200MB", "")

    def run(jobs):
        return (account_day(own, job) for job in jobs)

    return Engine("duckdb", "duckdb", lambda work: nullcontext(run))


@lru_cache
def loaded(text):
    """Load a methodology once."""
    return load(text)


def run(text, data, out, *, engine=None, entered=SHARE, scope=SCOPE, **more):
    """Account for files by the methodology of a text."""
    order = Order(loaded(text), data, out, scope, engine or here(), entered=entered, **more)
    return account_rows(order)
