"""Runs as a limited child in the tests: says one line, then does what its standard input says."""

import sys

from tanhui.foundation.documents.room import Room, confine

if __name__ == "__main__":
    confine(Room.from_text(sys.argv[1]))
    print("first", flush=True)  # noqa: T201 - this is what the test reads
    exec(sys.stdin.read())
