"""Names the eye takes for one another (V-14): width, case, composition, Cyrillic or Greek letters that look Latin."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from tanhui.foundation.inputs.channels import at
from tanhui.law import refuse

_CYRILLIC = dict(zip("авекмнорстухіјѕԁԛԝһѵё", "abekmhopctyxijsdqwhve", strict=True))
_GREEK = dict(zip("αβεικνορτυχγζη", "abeikvoptyxyzn", strict=True))
_SIGNS = dict(zip("•・‧∙‐‑–—−’‘“”ı", "····-----''\"\"i", strict=True))
_LOOK_ALIKES = str.maketrans(_CYRILLIC | _GREEK | _SIGNS)


def confusable_skeleton(name: str) -> str:
    """Return what look-alike spellings of a name share; never shown, only compared."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_LOOK_ALIKES)
    return "".join(unicodedata.normalize("NFKC", folded).split())


def refuse_lookalike(name: str, taken: Mapping[str, str], *, place: str = "") -> None:
    """Refuse a name whose skeleton is among those `taken` (skeleton to existing name) (V-14)."""
    existing = taken.get(confusable_skeleton(name))
    if existing is None:
        return
    refuse(
        "V-14",
        f"“{name}”与已有名称“{existing}”近似，请使用可区分的名称，或确认是否为同一主体{at(place)}",
        f"“{name}” looks like the existing name “{existing}”; choose another, or check whether both are one",
        place=place or None,
    )
