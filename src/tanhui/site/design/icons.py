"""The line icons, drawn for this site on a 24-unit grid: one stroke, round ends, nothing loaded from elsewhere."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "home": "M4 11l8-7 8 7M6 10v9h12v-9M10 19v-5h4v5",
    "method": "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    "ruler": "M4 15L15 4l5 5L9 20zM8 11l2 2M11 8l2 2M14 5l2 2",
    "project": "M3 20h18M5 20v-7l7-4 7 4v7M9 20v-5h6v5M12 9V4l4 1.5L12 7",
    "sun": "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
    "notice": "M4 10v4h3l8 4V6L7 10zM18 9.5a4 4 0 0 1 0 5M8 14l1 6h2",
    "ledger": "M4 4h13a3 3 0 0 1 3 3v13H7a3 3 0 0 1-3-3zM8 4v16M12 9h5M12 13h5",
    "trade": "M4 8h14l-4-4M20 16H6l4 4",
    "retire": "M12 3a9 9 0 1 0 9 9M21 5l-9 9-4-4",
    "certificate": "M5 4h14v11H5zM8 8h8M8 11h5M12 15v6l2-1.5 2 1.5v-6",
    "law": "M12 3v18M7 21h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
    "desk": "M4 5h16v14H4zM4 10h16M9 10v9",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20",
    "copy": "M9 9h11v11H9zM15 9V4H4v11h5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "close": "M6 6l12 12M18 6L6 18",
    "alert": "M12 4l9 16H3zM12 10v4M12 17v.5",
    "info": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5M12 8v.5",
    "clock": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.5 2",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "download": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 20h16",
    "upload": "M12 16V5M7.5 9.5L12 5l4.5 4.5M4 20h16",
    "next": "M9 5l7 7-7 7",
    "back": "M15 5l-7 7 7 7",
    "down": "M5 9l7 7 7-7",
    "up": "M5 15l7-7 7 7",
    "sort": "M8 10l4-5 4 5M8 14l4 5 4-5",
    "user": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7",
    "swap": "M4 9h13M13 5l4 4-4 4M20 15H7M11 19l-4-4 4-4",
    "leave": "M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "file": "M6 3h8l5 5v13H6zM14 3v5h5",
    "link": "M10 14a4 4 0 0 1 0-5.5l3-3a4 4 0 0 1 5.5 5.5L17 12.5M14 10a4 4 0 0 1 0 5.5l-3 3A4 4 0 0 1 5.5 13L7 11.5",
    "shield": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
    "chart": "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
    "leaf": "M5 19C5 10 10 5 20 5c0 10-5 14-11 14-2 0-3-1-4 0zM5 19c3-5 6-7 10-9",
    "pause": "M9 6v12M15 6v12",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "formula": "M18 5H7l6 7-6 7h11",
    "dot": "M12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
}


def draw(name: str, label: str = "") -> SafeString:
    """Return the SVG of one icon; an unknown name is an error of the page and raises."""
    path = PATHS[name]
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="t-icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
        ' stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}><path d="{}"/></svg>',
        spoken,
        path,
    )
