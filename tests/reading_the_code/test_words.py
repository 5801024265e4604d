"""What no file may hold: package hosts, folders of one machine, unfinished work, parts of pages from other hosts."""

from __future__ import annotations

import re

from tests.reading_the_code.source import ROOT, nothing, sources, text_files

# Written so that this file does not match itself.
HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted|npm[j]s\.(org|com)|deb\.deb[i]an|registry\.npm[m]irror|unpk[g]\.com|jsdeliv[r]"
)
FOLDERS = re.compile(r"(?<![\w.}*-])/(?:w[o]rk|r[o]ot|h[o]me|Us[e]rs)/\w")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K|rais[e] NotImplementedError|lorem ips[u]m)\b")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']"
)
LOADED = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""")
IMPORTED = re.compile(r"""@import\s+(?:url\()?["']?(?:https?:)?//|url\(["']?(?:https?:)?//""")


def found(pattern: re.Pattern[str], *endings: str) -> list[str]:
    """Return `path:line: text` for every match, in files with one of these endings or in all."""
    return [
        f"{path.relative_to(ROOT)}:{content.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for path, content in text_files()
        if not endings or path.suffix in endings
        for match in pattern.finditer(content)
    ]


def test_no_package_host_is_named():
    nothing(found(HOSTS))


def test_no_folder_of_one_machine_is_named():
    nothing(found(FOLDERS))


def test_nothing_is_left_unfinished():
    nothing(found(UNFINISHED, ".py", ".js", ".css", ".html", ".toml", ".sh"))


def test_pages_load_nothing_from_other_hosts():
    nothing(found(LOADED, ".html") + found(IMPORTED, ".css", ".html"))


def test_pages_hold_no_inline_script_or_style():
    """The content policy refuses them, so they would do nothing."""
    nothing(found(INLINE, ".html"))


def test_skipped_tests_say_why():
    wrong = [
        str(path.relative_to(ROOT))
        for path in [source.path for source in sources()] + list((ROOT / "tests").rglob("*.py"))
        if re.search(r"mark\.s[k]ip\b(?!\(\s*reason=)|mark\.x[f]ail\b(?!\()", path.read_text(encoding="utf-8"))
    ]
    nothing(wrong)
