"""Official documents as PDF/A, set by typst from a template and one JSON value: the same facts give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import noto_cjk
import typst

STANDARD: Literal["a-2b"] = "a-2b"
"""PDF/A-2b: self-contained, fit for archives."""

_UNDATED = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())


@lru_cache(maxsize=8)
def _compiler(template: Path) -> typst.Compiler:
    """Return the compiler of one template; loading the fonts takes most of the first document's time."""
    fonts = Path(str(noto_cjk.otc_path("sans"))).parent
    return typst.Compiler(template, root=template.parent, font_paths=[fonts], ignore_system_fonts=True)


def set_pdf(template: Path, facts: Mapping[str, Any]) -> bytes:
    """Set `template`, which reads its facts as `json(bytes(sys.inputs.facts))`, and return the PDF."""
    compiled = _compiler(template).compile(
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False, sort_keys=True)},
        pdf_standards=[STANDARD],
        timestamp=_UNDATED,
    )
    if not isinstance(compiled, bytes):
        raise TypeError("typst gave more than one file")
    return compiled
