"""The chapters of the editor and every entry in them, as data. What the document's format gains, gains a line here."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.lifecycle.methodology.document import CATEGORIES, EVIDENCE, INPUT_TYPES
from tanhui.lifecycle.methodology.editing import fields as kinds
from tanhui.lifecycle.methodology.editing.fields import NAME, TEXT_ONLY, Field
from tanhui.lifecycle.methodology.editing.grids import ROWS_ONLY
from tanhui.lifecycle.methodology.engine.rounding import MODE_LABELS, STAGES
from tanhui.lifecycle.methodology.factors import EVIDENCE as STRENGTH
from tanhui.lifecycle.methodology.factors import KINDS
from tanhui.lifecycle.methodology.records_of_rows import DUPLICATES

YEAR_RULES = {"year-of-generation": "取发生当年的数值", "latest": "取最近一年的数值"}
FALLBACKS = {"none": "没有当年数值即不能计算", "latest-before": "当年尚未公布的，取此前最近一年"}
YEAR_OF = {"data": "数据年份", "publication": "公布年份"}


@dataclass(frozen=True)
class Chapter:
    """One page of the editor."""

    id: str
    zh: str
    en: str
    lead: str
    fields: tuple[Field, ...]


def _words(
    key: str, zh: str, en: str, *, required: bool = True, long: bool = False, help: str = "", rare: bool = False
) -> Field:
    return Field(key, zh, en, kinds.WORDS, required, help, otherwise=kinds.BLOCK if long else "", rare=rare)


def _symbol(help: str = "字母或汉字开头，如 EG_export；下划线后显示为下标") -> Field:
    return Field("symbol", "符号", "Symbol", kinds.SYMBOL, help=help)


def _unit(key: str = "unit", zh: str = "单位", *, required: bool = True) -> Field:
    return Field(key, zh, "Unit", kinds.UNIT, required, suggests="units", help="如 kWh、tCO2e/MWh；纯数填 1")


def _number(key: str, zh: str, en: str, *, required: bool = True) -> Field:
    return Field(key, zh, en, kinds.NUMBER, required)


def _table(required: bool = False) -> Field:
    return Field(
        "table",
        "所属数据表",
        "Table",
        kinds.CODE,
        required,
        suggests="tables",
        help="逐行取值的填表的代号；单个值不填",
        rare=True,
    )


def _text_pair() -> tuple[Field, ...]:
    return (Field("zh", "中文", "Chinese", kinds.BLOCK), Field("en", "英文", "English", kinds.BLOCK))


def _id(help: str = "在本节内不重复的短代号") -> Field:
    return Field("id", "代号", "Id", kinds.CODE, help=help)


_ROUNDING = (
    Field("mode", "取整方式", "Mode", kinds.CHOICE, choices=MODE_LABELS),
    Field("digits", "小数位数", "Digits", kinds.WHOLE),
    Field("stage", "在哪一步取整", "Stage", kinds.CHOICE, required=False, choices=STAGES),
)
_SOURCE = (
    _words("source", "来源", "Source"),
    Field("evidence", "依据", "Evidence", kinds.CHOICE, choices=EVIDENCE),
)

HEAD = (
    _words("title", "名称", "Title"),
    Field("id", "英文短名", "Name in addresses", kinds.CODE, help="用于网址，如 shared-bike；新版本沿用原短名"),
    Field("code", "编码", "Code", kinds.CODE, help="用于减排量编号，如 BIKE01，最多 12 个字符"),
    Field("version", "版本", "Version", kinds.CODE, help="如 v1；已发布的版本不能改动，修改须用新版本号"),
    Field("category", "领域", "Field", kinds.CHOICE, choices=CATEGORIES),
    _words("summary", "摘要", "Summary", long=True),
    Field("gases", "涉及气体", "Gases", kinds.LINES, False, help="以顿号分隔，如 CO2、CH4"),
    Field("results", "计算结果的符号", "Results", kinds.LINES, help="最后得出的步骤的符号，如 ER"),
    Field("clauses", "所依据的条款编号", "Clauses", kinds.LINES, False, help="如 JX23-12.2；可不填"),
    _words(
        "co2_is_co2e", "二氧化碳与二氧化碳当量", "CO2 and CO2e", required=False, long=True, rare=True,
        help="只统计二氧化碳并按 1 tCO2 计 1 tCO2e 时，写明理由",
    ),
    Field("demonstration", "仅作示范，不用于正式减排量", "Demonstration only", kinds.FLAG, False),
    Field(
        "units", "自定单位", "Own units", kinds.ROWS, False, noun="单位", rare=True,
        inner=(
            Field("name", "名称", "Name", kinds.UNIT, help="如 次"),
            Field("is", "等于", "Is", kinds.UNIT, help="新的量填 base，换算的填如 0.001 km"),
        ),
    ),
)  # fmt: skip

SCOPE = (
    Field(
        "applicability", "适用条件", "Applicability", kinds.ROWS, noun="条件",
        inner=(
            _id(),
            *_text_pair(),
            Field("quantity", "由系统核对的量", "Checked quantity", kinds.CODE, False, help="如 capacity；只写文字的不填", rare=True),
            Field("unit", "单位", "Unit", kinds.UNIT, False, suggests="units", rare=True),
            Field("lowest", "最低", "Lowest", kinds.NUMBER, False, rare=True),
            Field("highest", "最高", "Highest", kinds.NUMBER, False, rare=True),
        ),
    ),
    Field("exclusions", "不予计入的情形", "Exclusions", kinds.ROWS, False, noun="情形", inner=_text_pair()),
)  # fmt: skip

MEASURED = (
    Field(
        "tables", "逐行记录的数据表", "Tables", kinds.ROWS, False, noun="数据表", rare=True,
        help="数据有许多行（每次出行、每块样地、每批垃圾）时才需要",
        inner=(
            _id("如 trips"),
            _words("label", "含义", "Meaning"),
            Field("least", "至少几行", "Least rows", kinds.WHOLE, False),
            Field("most", "至多几行", "Most rows", kinds.WHOLE, False),
            Field("key", "行的名称由哪个输入给出", "Key", kinds.SYMBOL, False, suggests="symbols", help="有内层表时才填"),
            Field("within", "所在的外层表", "Within", kinds.CODE, False, suggests="tables"),
            Field("link", "与外层表相连的输入", "Link", kinds.SYMBOL, False, suggests="symbols"),
            Field("series", "同一序列由哪些输入识别", "Series", kinds.LINES, False),
            Field("order", "序列的先后由哪个输入决定", "Order", kinds.SYMBOL, False, suggests="symbols"),
        ),
    ),
    Field(
        "inputs", "监测的数据", "Inputs", kinds.ROWS, noun="输入",
        inner=(
            _symbol(),
            _words("label", "含义", "Meaning"),
            Field("type", "类型", "Type", kinds.CHOICE, False, choices=INPUT_TYPES, help="不填即为数量"),
            _unit(required=False),
            _number("lowest", "允许的最低值", "Lowest", required=False),
            _number("highest", "允许的最高值", "Highest", required=False),
            Field("yes_no", "是否类（只填 1 或 0）", "Yes or no", kinds.FLAG, False, rare=True),
            Field("digits", "小数位数", "Digits", kinds.WHOLE, False, rare=True),
            _table(),
            Field(
                "choices", "可选的类别", "Choices", kinds.ROWS, False, noun="类别", rare=True,
                inner=(_id(), Field("zh", "中文", "Chinese"), Field("en", "英文", "English")),
            ),
            _words("monitoring", "怎样监测和核对", "Monitoring", required=False, long=True),
            Field("missing", "缺测时按哪一条处理", "When missing", kinds.CODE, False, suggests="missing",
                  help="“数据缺失”一节中的代号"),
        ),
    ),
    Field(
        "missing_data", "数据缺失的处理", "Missing data", kinds.ROWS, False, noun="处理办法",
        help="须按保守原则：宁可少计减排量", inner=(_id("如 zero"), *_text_pair()),
    ),
)  # fmt: skip

VALUES = (
    Field(
        "parameters", "排放因子等参数", "Parameters", kinds.ROWS, False, noun="参数",
        inner=(
            _symbol("如 EF"),
            _words("label", "含义", "Meaning"),
            _unit(),
            Field("series", "因子系列", "Series", kinds.CODE, suggests="series"),
            Field("region", "地区", "Region", kinds.TEXT, False, suggests="regions"),
            Field("kind", "类型", "Kind", kinds.CHOICE, choices=KINDS),
            Field("year_rule", "取哪一年的数值", "Year rule", kinds.CHOICE, choices=YEAR_RULES),
            Field("fallback", "当年没有数值时", "Fallback", kinds.CHOICE, False, choices=FALLBACKS),
            _number("lowest", "合理范围的最低值", "Lowest", required=False),
            _number("highest", "合理范围的最高值", "Highest", required=False),
            _words("source", "来源", "Source", long=True),
            Field("day_of", "逐行取年份的日期输入", "Day of", kinds.SYMBOL, False, suggests="symbols", rare=True),
            Field("region_of", "逐行取地区的类别输入", "Region of", kinds.SYMBOL, False, suggests="symbols", rare=True),
        ),
    ),
    Field(
        "constants", "方法学自身的常数", "Constants", kinds.ROWS, False, noun="常数",
        inner=(
            _symbol("如 c_water"), _words("label", "含义", "Meaning"), _number("value", "数值", "Value"), _unit(),
            *_SOURCE,
        ),
    ),
    Field(
        "lookups", "按类别或区间取值", "Lookups", kinds.ROWS, False, noun="取值表", rare=True,
        inner=(
            _symbol("如 EF_material"),
            _words("label", "含义", "Meaning"),
            Field("by", "按哪个符号", "By", kinds.SYMBOL, suggests="symbols"),
            _unit(),
            *_SOURCE,
            Field(
                "values", "每个类别的数值", "Values", kinds.PAIRS, False, noun="类别",
                inner=(Field(NAME, "类别", "Category", kinds.CODE), Field(TEXT_ONLY, "数值", "Value", kinds.NUMBER)),
            ),
            Field(
                "bands", "每个区间的数值", "Bands", kinds.ROWS, False, noun="区间", help="最后一个区间不填上限",
                inner=(_number("upto", "不高于", "Up to", required=False), _number("value", "数值", "Value")),
            ),
        ),
    ),
    Field(
        "unverified", "待核的内容", "To be confirmed", kinds.ROWS, False, noun="待核事项", rare=True,
        help="尚无人核实的取值和做法；页面上标为“待核”", inner=(_id(), *_text_pair()),
    ),
)  # fmt: skip

STEPS = (
    Field(
        "steps", "计算步骤", "Steps", kinds.ROWS, noun="步骤",
        help="自上而下依次计算；公式只能使用已有的符号和上面步骤的结果",
        inner=(
            _id("如 baseline"),
            _symbol("如 BE"),
            _words("label", "含义", "Meaning"),
            _unit(),
            Field("formula", "公式", "Formula", kinds.FORMULA,
                  help="加减乘除、整数次幂、if(条件, 是, 否)、max、min；带单位的数写作 44/12 或 3.6 [GJ/MWh]"),
            Field("rounding", "取整", "Rounding", kinds.RECORD, False, inner=_ROUNDING, help="不取整的三项都不填"),
            _table(),
        ),
    ),
    Field(
        "behaviour", "市民行为的逐人逐日核算", "Behaviour", kinds.RECORD, False, rare=True,
        help="一行是一次市民行为时才需要：同一行为只计一次，每人每日有上限",
        inner=(
            _table(),
            Field("person", "谁的行为（文字输入）", "Person", kinds.SYMBOL, False, suggests="symbols"),
            Field("moment", "哪一天（日期输入）", "Day", kinds.SYMBOL, False, suggests="symbols"),
            Field("key", "由哪些输入识别同一行为", "Key", kinds.LINES, False),
            Field("duplicates", "重复时", "Duplicates", kinds.CHOICE, False, choices=DUPLICATES),
            Field("result", "累加哪个步骤", "Result", kinds.SYMBOL, False, suggests="symbols"),
            Field(
                "caps", "每人每日的上限", "Caps", kinds.ROWS, False, noun="上限",
                inner=(
                    Field("of", "限制什么（符号或 rows）", "Of", kinds.SYMBOL), _number("most", "至多", "Most"),
                    _unit(required=False),
                ),
            ),
            Field("rounding", "每人每日的取整", "Rounding", kinds.RECORD, False, inner=_ROUNDING),
        ),
    ),
)  # fmt: skip

SOURCES = (
    Field(
        "publications", "出处", "Publications", kinds.ROWS, False, noun="出处",
        help="本文件自带的因子才需要在这里登记；因子库已有的系列直接在“参数”中引用",
        inner=(
            _id(), Field("title", "标题", "Title"), Field("number", "文号", "Number", required=False),
            Field("published_on", "公布日期", "Published on", kinds.DAY), Field("issuer", "发布机关", "Issuer"),
            Field("link", "链接", "Link", required=False), Field("remark", "说明", "Remark", required=False),
        ),
    ),
    Field(
        "factors", "本文件自带的因子", "Own factors", kinds.ROWS, False, noun="因子",
        inner=(
            _id(), Field("series", "系列", "Series", kinds.CODE),
            Field("kind", "类型", "Kind", kinds.CHOICE, choices=KINDS), Field("gas", "气体", "Gas"),
            Field("region", "地区", "Region"), Field("year", "年份", "Year", kinds.WHOLE),
            Field("year_of", "年份是", "Year of", kinds.CHOICE, False, choices=YEAR_OF),
            _number("value", "数值", "Value"), _unit(),
            Field("publication", "出处的代号", "Publication", kinds.CODE, suggests="publications"),
            Field("evidence", "证据强度", "Evidence", kinds.CHOICE, choices=STRENGTH),
        ),
    ),
)  # fmt: skip

EXAMPLES = (
    Field(
        "examples", "算例", "Worked examples", kinds.ROWS, noun="算例",
        help="至少一个；写出输入和应得的结果，系统按公式计算并逐位比对",
        inner=(
            _id(),
            _words("title", "名称", "Title"),
            Field("source", "出处", "Source", help="取自哪份文件；自拟的写“自拟”"),
            _words("remark", "说明", "Remark", required=False, rare=True),
            Field("day", "查因子所用的日期", "Day", kinds.DAY, False, help="如 2023-06-30；参数都已给出的不填"),
            Field(
                "inputs", "输入", "Inputs", kinds.PAIRS, False, noun="输入", otherwise=TEXT_ONLY,
                inner=(
                    Field(NAME, "符号", "Symbol", kinds.SYMBOL, suggests="symbols"),
                    Field("value", "数值或文字", "Value"),
                    _unit(required=False),
                ),
            ),
            Field(
                "tables", "各数据表的行", "Rows", kinds.PAIRS, False, noun="数据表", rare=True,
                inner=(
                    Field(NAME, "数据表", "Table", kinds.CODE, suggests="tables"),
                    Field(ROWS_ONLY, "数据行", "Rows", kinds.GRID, False,
                          help="第一行写符号和单位，如 distance [km], mode；以后每行一条，用逗号隔开"),
                ),
            ),
            Field(
                "expected", "应得的结果", "Expected", kinds.PAIRS, False, noun="结果",
                inner=(
                    Field(NAME, "符号", "Symbol", kinds.SYMBOL, suggests="symbols"),
                    Field("value", "数值", "Value", kinds.NUMBER), _unit(), *_ROUNDING,
                ),
            ),
        ),
    ),
)  # fmt: skip

CHAPTERS = (
    Chapter("head", "概况", "Head", "名称、编码、领域和摘要。", HEAD),
    Chapter("scope", "适用范围", "Scope", "什么项目可以用，什么不予计入。", SCOPE),
    Chapter("data", "监测数据", "Data", "要测量什么、单位是什么、在什么范围内才合理。", MEASURED),
    Chapter("values", "参数与常数", "Values", "不需要监测的数值：因子库的系列、常数、按类别取的值。", VALUES),
    Chapter("steps", "计算步骤", "Steps", "从数据到减排量的每一步。单位由系统推算，不一致会当场指出。", STEPS),
    Chapter("sources", "自带因子", "Own factors", "因子库没有、由本文件公布出处的因子。", SOURCES),
    Chapter("examples", "算例", "Examples", "用已知结果检验公式。", EXAMPLES),
)
ALL = tuple(field for chapter in CHAPTERS for field in chapter.fields)
"""Every entry of a document, in the order in which it is written."""


def chapter(name: str) -> Chapter | None:
    """Return the chapter of that name."""
    return next((each for each in CHAPTERS if each.id == name), None)


def chapter_of(key: str) -> str:
    """Return the chapter that holds an entry of the document."""
    return next((each.id for each in CHAPTERS if any(field.key == key for field in each.fields)), CHAPTERS[0].id)
