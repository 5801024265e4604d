"""The limited child process: reads one file from its standard input, checks it, prints the breaches as JSON.

Started by `quarantine`, never imported by it. Processor time and memory are limited before the first byte is read.
"""

from __future__ import annotations

import json
import sys

from tanhui.foundation.documents import media
from tanhui.foundation.documents.archives import Budget, check_archive
from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.pdf import check_pdf
from tanhui.foundation.documents.room import confine, room_for
from tanhui.law import Refusal


def main() -> None:
    """Check what comes in."""
    media_type, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    confine(room_for(limits))
    content = sys.stdin.buffer.read(limits.upload_bytes + 1)
    breaches: list[dict[str, str | None]] = []
    try:
        if media_type == media.PDF:
            check_pdf(content, limits)
        else:
            check_archive(content, media_type, Budget.of(limits))
    except Refusal as refusal:
        breaches = [breach.as_dict() for breach in refusal.breaches]
    sys.stdout.write(json.dumps(breaches))


if __name__ == "__main__":
    main()
