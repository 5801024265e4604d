"""Is this upload what it says it is, and safe to keep? Pure but for the child process that opens archives and PDFs."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from typing import NoReturn

from tanhui.foundation.documents import media
from tanhui.foundation.documents.images import clean_jpeg, clean_png
from tanhui.foundation.documents.limits import DEFAULT, Limits
from tanhui.foundation.documents.malware import refuse_malware
from tanhui.foundation.documents.names import clean_name
from tanhui.foundation.documents.quarantine import check_apart
from tanhui.foundation.inputs.tables import csv_rows, decode_text
from tanhui.law import refuse


@dataclass(frozen=True)
class Inspected:
    """An upload found fit to be kept: `content` is what is stored, `removed` names the metadata left out."""

    name: str
    media_type: str
    content: bytes
    removed: tuple[str, ...] = ()


def inspect(
    content: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT,
    accepted: Collection[str] | None = None,
    encoding: str = "utf-8",
) -> Inspected:
    """Return the upload as it will be kept. Refuses V-9, V-10, S-4 to S-11.

    `accepted` narrows the media types of one field; `encoding` is declared by the sender of a text file.
    """
    _check_size(content, limits)
    shown, extension = clean_name(name)
    refuse_malware(content)
    kind = _kind_of(extension, content, accepted)
    if kind.media_type == media.PNG:
        return Inspected(shown, kind.media_type, *clean_png(content, limits))
    if kind.media_type == media.JPEG:
        return Inspected(shown, kind.media_type, *clean_jpeg(content, limits))
    if media.is_text(kind.media_type):
        _check_text(content, kind.media_type, encoding)
    else:
        check_apart(content, kind.media_type, limits)
    return Inspected(shown, kind.media_type, content)


def _check_size(content: bytes, limits: Limits) -> None:
    if not content:
        refuse("V-10", "文件为空，请重新选择", "the file is empty")
    if len(content) > limits.upload_bytes:
        refuse(
            "V-10",
            f"文件 {len(content)} 字节，超过上限 {limits.upload_bytes} 字节，请拆分后重新上传",
            f"the file has {len(content)} bytes, {limits.upload_bytes} allowed",
        )


def _kind_of(extension: str, content: bytes, accepted: Collection[str] | None) -> media.Media:
    if extension in media.WITH_MACROS:
        _unreviewable("带宏的 Office 文件", "an Office file with macros")
    if content.startswith(media.COMPOUND_FILE) or extension in media.OLD_OFFICE:
        _unreviewable("旧版或加密的 Office 文件", "an old or encrypted Office file")
    kind = media.BY_EXTENSION.get(extension)
    allowed = [each for each in media.MEDIA if accepted is None or each.media_type in accepted]
    if kind is None or kind not in allowed:
        listed = "、".join(each.zh for each in allowed)
        _other_type(
            f"不接受“.{extension[:10]}”文件，可上传：{listed}",
            f"files of this kind are not accepted: {extension[:10]!r}",
        )
    if kind.magic and not content.startswith(kind.magic):
        _other_type(f"内容不是{kind.zh}", f"the content is not {kind.media_type}")
    return kind


def _check_text(content: bytes, media_type: str, encoding: str) -> None:
    if media.pretends(content):
        _other_type("内容不是纯文本", "the content is not plain text")
    if media_type == media.CSV:
        for _ in csv_rows(content, encoding=encoding):
            pass
        return
    text = decode_text(content, encoding=encoding)
    if media_type == media.TOML:
        _check_toml(text)


def _check_toml(text: str) -> None:
    try:
        tomllib.loads(text)
    except RecursionError:
        refuse("S-3", "结构过深，请减少嵌套", "nested too deeply")
    except ValueError as error:
        refuse("V-9", f"不是有效的 TOML：{error}", f"not valid TOML: {error}")


def _other_type(zh: str, en: str) -> NoReturn:
    refuse("S-8", f"内容与类型不符：{zh}", en)


def _unreviewable(zh: str, en: str) -> NoReturn:
    refuse(
        "S-7", f"文件含可执行内容或无法审阅：{zh}，请另存为 xlsx、docx 或 PDF", f"{en} cannot be reviewed; save it anew"
    )
