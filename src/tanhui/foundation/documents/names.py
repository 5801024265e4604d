"""The name a file is shown under. The file is kept under its hash, so the sent name never meets the disk. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

from tanhui.foundation.documents.media import BY_EXTENSION, WITH_MACROS
from tanhui.foundation.inputs.characters import first_hidden
from tanhui.law import refuse

NAME_CHARS = 100
UNNAMED = "未命名"

_EXECUTABLE = frozenset(
    {
        "bat",
        "cmd",
        "com",
        "exe",
        "hta",
        "htm",
        "html",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "php",
        "pif",
        "ps1",
        "scr",
        "sh",
    }
    | {"svg", "vbe", "vbs", "wsf", "xhtml"}
    | WITH_MACROS
)
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]+')


def clean_name(sent: str) -> tuple[str, str]:
    """Return the name to show and the extension. Deceptive names are refused (S-11), merely unsafe ones cleaned."""
    plain = _UNSAFE.sub("_", re.split(r"[\\/]", sent)[-1]).strip(" ._\u3000")
    index = first_hidden(plain)
    if index is not None:
        found = f"U+{ord(plain[index]):04X}"
        _deceptive(f"含不可见或改变显示方向的字符（第 {index + 1} 个字符，{found}）", f"hidden character {found}")
    stem, _, extension = plain.rpartition(".")
    if not stem:
        stem, extension = extension, ""
    extension = unicodedata.normalize("NFKC", extension).strip().lower()
    parts = [unicodedata.normalize("NFKC", part).strip().lower() for part in stem.split(".")[1:]]
    _refuse_disguise(extension, parts)
    return f"{_safe_stem(stem)}.{extension}" if extension else _safe_stem(stem), extension


def _safe_stem(stem: str) -> str:
    kept = re.sub(r"\s{2,}", " ", stem).strip(" ._\u3000")[:NAME_CHARS].strip(" ._\u3000")
    if not kept:
        return UNNAMED
    return f"_{kept}" if _RESERVED.fullmatch(kept.split(".")[0]) else kept


def _refuse_disguise(extension: str, inner: list[str]) -> None:
    before = inner[-1] if inner else ""
    if before in BY_EXTENSION and extension in _EXECUTABLE:
        _deceptive(f"“.{before}.{extension}”是伪装的双重扩展名", "double extension")
    if before in _EXECUTABLE:
        _deceptive(f"文件名内含可执行扩展名“.{before}”", "executable extension inside the name")


def _deceptive(zh: str, en: str) -> NoReturn:
    refuse("S-11", f"文件名具有误导性：{zh}，请改名后重新上传", f"deceptive file name: {en}; rename it")
