"""From clause to code to test: what carries out each clause, found by reading the source, never by importing it."""

from tanhui.law.trace.report import run
from tanhui.law.trace.rows import Row, rows

__all__ = ["Row", "rows", "run"]
