"""The calculation table of a report as a live workbook: every figure a formula over the entered cells (article 14)."""

from tanhui.lifecycle.methodology.workbook.book import report_workbook

__all__ = ["report_workbook"]
