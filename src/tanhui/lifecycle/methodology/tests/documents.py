"""One sound document to spoil, one change at a time."""

from __future__ import annotations

SOUND = """
format = 1
id = "test"
code = "T01"
version = "v1"
title = { zh = "试", en = "Trial" }
summary = { zh = "试", en = "Trial" }
category = "renewable"
gases = ["CO2"]
clauses = []
results = ["ER"]
co2_is_co2e = { zh = "只计二氧化碳", en = "CO2 only" }

[[inputs]]
symbol = "E"
label = { zh = "电量", en = "Power" }
unit = "MWh"
lowest = "0"
highest = "1000000"

[[inputs]]
symbol = "D"
label = { zh = "里程", en = "Distance" }
unit = "km"
lowest = "0"
highest = "1000000"

[[parameters]]
symbol = "EF"
label = { zh = "因子", en = "Factor" }
unit = "tCO2e/MWh"
series = "grid"
region = "浙江"
kind = "average"
year_rule = "year-of-generation"
fallback = "latest-before"
source = { zh = "公告", en = "Announcement" }

[[steps]]
id = "per-distance"
symbol = "Q"
label = { zh = "单位里程电量", en = "Power per distance" }
unit = "MWh/km"
formula = "if(D > 0 km, E / D, 0 [MWh/km])"

[[steps]]
id = "reduction"
symbol = "ER"
label = { zh = "减排量", en = "Reduction" }
unit = "tCO2e"
formula = "Q * D * EF"
rounding = { mode = "floor", digits = 6, stage = "total" }

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

[[examples]]
id = "one"
title = { zh = "一", en = "One" }
source = "自拟"
day = "2023-06-30"
inputs.E = { value = "10", unit = "MWh" }
inputs.D = { value = "4", unit = "km" }
expected.ER = { value = "5", unit = "tCO2e", digits = 6, mode = "floor" }
"""

FIRST = 'formula = "if(D > 0 km, E / D, 0 [MWh/km])"'
LAST = 'formula = "Q * D * EF"'
UNIT_OF_E = 'label = { zh = "电量", en = "Power" }\nunit = "MWh"'


def spoilt(old: str, new: str) -> str:
    """Return the sound document with one text replaced; the text must be there once."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def with_last(formula: str) -> str:
    """Return the sound document with another formula in its last step."""
    return spoilt(LAST, f"formula = '''{formula}'''")
