"""Accounting at city scale: rows of Parquet or CSV, one day at a time, so that memory stays flat at any size."""
