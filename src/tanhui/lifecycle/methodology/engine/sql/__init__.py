"""The visitor that writes SQL: exact decimals for DuckDB, PostgreSQL and Spark, or a refusal that names the node.

Between tree and text stands a type: every node knows how many digits it can have, from the bounds of the inputs.
"""

from tanhui.lifecycle.methodology.engine.sql.digits import Digits, NotInSql

__all__ = ["Digits", "NotInSql"]
