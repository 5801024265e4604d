"""A sound document of rows to spoil: strata with plots, deliveries of waste, a household's days."""

from __future__ import annotations

HEAD = """
format = 1
id = "rows"
code = "T02"
version = "v1"
title = { zh = "行", en = "Rows" }
summary = { zh = "行", en = "Rows" }
category = "sink"
gases = ["CO2", "CH4"]
clauses = []
results = ["ER_forest", "ER_waste", "ER_home"]
co2_is_co2e = { zh = "同", en = "same" }
units = [ { name = "株", is = "base" } ]
"""

BODY = """
[[tables]]
id = "strata"
label = { zh = "层", en = "Strata" }
key = "stratum"
least = 1
most = 50

[[tables]]
id = "plots"
label = { zh = "样地", en = "Plots" }
within = "strata"
link = "plot_stratum"
least = 2
most = 100

[[tables]]
id = "deliveries"
label = { zh = "进料", en = "Deliveries" }
most = 1000

[[tables]]
id = "days"
label = { zh = "每日用电", en = "Days" }
series = ["household"]
order = "day"
most = 10000

[[inputs]]
symbol = "stratum"
label = { zh = "层名", en = "Stratum" }
table = "strata"
type = "text"

[[inputs]]
symbol = "area"
label = { zh = "面积", en = "Area" }
table = "strata"
unit = "hm2"
lowest = "0.1"
highest = "1000"

[[inputs]]
symbol = "plot_stratum"
label = { zh = "所属层", en = "Of stratum" }
table = "plots"
type = "text"

[[inputs]]
symbol = "volume"
label = { zh = "蓄积", en = "Volume" }
table = "plots"
unit = "m3/hm2"
lowest = "0"
highest = "2000"

[[inputs]]
symbol = "kind"
label = { zh = "种类", en = "Kind" }
table = "deliveries"
type = "category"
choices = [ { id = "food", zh = "厨余", en = "Food" }, { id = "wood", zh = "木竹", en = "Wood" } ]

[[inputs]]
symbol = "delivered"
label = { zh = "进料年份", en = "Year delivered" }
table = "deliveries"
unit = "yr"
lowest = "2000"
highest = "2100"

[[inputs]]
symbol = "mass"
label = { zh = "质量", en = "Mass" }
table = "deliveries"
unit = "t"
lowest = "0"
highest = "100000"

[[inputs]]
symbol = "year"
label = { zh = "核算年份", en = "Year of account" }
unit = "yr"
lowest = "2000"
highest = "2100"

[[inputs]]
symbol = "household"
label = { zh = "户号", en = "Household" }
table = "days"
type = "text"

[[inputs]]
symbol = "day"
label = { zh = "日期", en = "Day" }
table = "days"
type = "day"

[[inputs]]
symbol = "A"
label = { zh = "用电", en = "Use" }
table = "days"
unit = "kWh"
lowest = "0"
highest = "1000"

[[parameters]]
symbol = "EF"
label = { zh = "因子", en = "Factor" }
unit = "kgCO2e/kWh"
series = "grid"
region = "浙江"
kind = "average"
year_rule = "year-of-generation"
fallback = "none"
day_of = "day"
source = { zh = "公告", en = "Announcement" }

[[constants]]
symbol = "density"
label = { zh = "每立方米二氧化碳", en = "CO2 per cubic metre" }
value = "1.25"
unit = "tCO2e/m3"
source = { zh = "自拟", en = "Own" }
evidence = "proposal"

[[lookups]]
symbol = "k"
label = { zh = "分解速率", en = "Decay rate" }
by = "kind"
unit = "1/yr"
source = { zh = "自拟", en = "Own" }
evidence = "unconfirmed"
values = { food = "0.4", wood = "0.03" }

[[lookups]]
symbol = "deduction"
label = { zh = "扣减", en = "Deduction" }
by = "error"
unit = "1"
source = { zh = "自拟", en = "Own" }
evidence = "proposal"
bands = [ { upto = "0.1", value = "0" }, { upto = "0.2", value = "0.5" }, { value = "1" } ]

[[steps]]
id = "mean-volume"
symbol = "middle"
table = "strata"
label = { zh = "层平均蓄积", en = "Mean volume" }
unit = "m3/hm2"
formula = "mean(volume)"
rounding = { mode = "floor", digits = 6, stage = "term" }

[[steps]]
id = "variance-of-mean"
symbol = "spread"
table = "strata"
label = { zh = "均值方差", en = "Variance of the mean" }
unit = "m3^2"
formula = "area ** 2 * variance(volume) / count(volume)"
rounding = { mode = "half-up", digits = 6, stage = "term" }

[[steps]]
id = "stock"
symbol = "stock"
label = { zh = "总蓄积", en = "Stock" }
unit = "m3"
formula = "sum(area * middle)"

[[steps]]
id = "relative-error"
symbol = "error"
label = { zh = "相对误差", en = "Relative error" }
unit = "1"
formula = "1.645 * sqrt(sum(spread)) / max(stock, 1 m3)"
rounding = { mode = "ceiling", digits = 6, stage = "term" }

[[steps]]
id = "forest"
symbol = "ER_forest"
label = { zh = "碳汇", en = "Sink" }
unit = "tCO2e"
formula = "max(0 tCO2e, stock * density * (1 - deduction * error))"
rounding = { mode = "floor", digits = 3, stage = "total" }

[[steps]]
id = "decayed"
symbol = "decayed"
table = "deliveries"
label = { zh = "当年分解", en = "Decayed" }
unit = "t"
formula = "if(year >= delivered, mass * exp(-k * (year - delivered)) * (1 - exp(-k * 1 yr)), 0 t)"
rounding = { mode = "floor", digits = 9, stage = "term" }

[[steps]]
id = "waste"
symbol = "ER_waste"
label = { zh = "避免的甲烷", en = "Methane avoided" }
unit = "kgCO2e"
formula = "sum(decayed) * 28 [kgCO2e/t]"

[[steps]]
id = "home-row"
symbol = "saved"
table = "days"
label = { zh = "当日节电", en = "Saved" }
unit = "kgCO2e"
formula = "max(0 kgCO2e, (average_before(A, 2) - A) * EF)"
rounding = { mode = "floor", digits = 6, stage = "term" }

[[steps]]
id = "home"
symbol = "ER_home"
label = { zh = "节电减排", en = "Saving" }
unit = "tCO2e"
formula = "sum(saved) * 0.001 [tCO2e/kgCO2e]"

[[publications]]
id = "P"
title = "公告"
number = "2024年第12号"
published_on = "2024-04-12"
issuer = "生态环境部"

[[factors]]
id = "f-2023"
series = "grid"
kind = "average"
gas = "CO2"
region = "浙江"
year = 2023
value = "0.5"
unit = "kgCO2/kWh"
publication = "P"
evidence = "official"

[[factors]]
id = "f-2024"
series = "grid"
kind = "average"
gas = "CO2"
region = "浙江"
year = 2024
value = "0.4"
unit = "kgCO2/kWh"
publication = "P"
evidence = "official"

[[examples]]
id = "one"
title = { zh = "一", en = "One" }
source = "自拟"
inputs.year = { value = "2025", unit = "yr" }
tables.strata = [ { stratum = "A", area = { value = "10", unit = "hm2" } }, { stratum = "B", area = "2" } ]
tables.plots = [
  { plot_stratum = "A", volume = "100" }, { plot_stratum = "A", volume = "110" }, { plot_stratum = "A", volume = "120" },
  { plot_stratum = "B", volume = "50" }, { plot_stratum = "B", volume = "70" },
]
tables.deliveries = [ { kind = "food", delivered = "2024", mass = "100" }, { kind = "wood", delivered = "2020", mass = { value = "20000", unit = "kg" } } ]
tables.days = [
  { household = "h1", day = "2023-12-30", A = "10" }, { household = "h1", day = "2024-01-01", A = "4" },
  { household = "h1", day = "2023-12-31", A = "12" }, { household = "h2", day = "2024-01-01", A = "1" },
]
expected.stock = { value = "1220", unit = "m3", digits = 6, mode = "half-up" }
expected.ER_forest = { value = "1525", unit = "tCO2e", digits = 3, mode = "floor" }
expected.ER_home = { value = "0.0028", unit = "tCO2e", digits = 6, mode = "floor" }
"""

ROWS = HEAD + BODY


def spoilt_rows(old: str, new: str) -> str:
    """Return the document with one text replaced; the text must be there once."""
    assert ROWS.count(old) == 1, old
    return ROWS.replace(old, new)
