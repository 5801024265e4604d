"""Meter readings: from the bytes of a file to rows that can be counted, every bad row named."""
