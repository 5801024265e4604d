"""The limited child process: reads one file from its standard input, checks it, prints the breaches as JSON.

Started by `quarantine`, never imported by it. Processor time and memory are limited before the first byte is read.
"""

from __future__ import annotations

import json
import resource
import sys

from tanhui.foundation.documents import media
from tanhui.foundation.documents.archives import Budget, check_archive
from tanhui.foundation.documents.limits import Limits
from tanhui.foundation.documents.pdf import check_pdf
from tanhui.law import Refusal

MEMORY_BYTES = 256 * 1024 * 1024
CPU_SECONDS = 2


def main() -> None:
    """Check what comes in."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    media_type, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
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
