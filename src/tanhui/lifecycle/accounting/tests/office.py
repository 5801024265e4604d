"""Recompute a workbook with LibreOffice, headless, in a throw-away profile that is told to recalculate always."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl

OFFICE = shutil.which("soffice")
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recomputed(content: bytes, folder: Path) -> openpyxl.Workbook:
    """Return the workbook with the values that LibreOffice computed."""
    assert OFFICE is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS)
    source = folder / "table.xlsx"
    source.write_bytes(content)
    target = folder / "out"
    command = [OFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(target), str(source)], check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(target / "table.xlsx", data_only=True)
