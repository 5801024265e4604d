"""The states of a retirement and the moves between them, as one table. Pure."""

STATES = {"requested": "待运营管理中心注销", "retired": "已注销", "withdrawn": "已撤回"}

MOVES = (
    ("execute", "requested", "retired", "operations"),
    ("withdraw", "requested", "withdrawn", "holder"),
)
"""(act, from, to, who). Nothing leads out of `retired`: retirement is final (article 21)."""
