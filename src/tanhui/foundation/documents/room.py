"""How much time and memory a process gets that opens a stranger's file, and the call with which it takes no more. Pure.

The process confines itself before it reads the first byte; the kernel holds it to that.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

from tanhui.foundation.documents.limits import DEFAULT, Limits

MEMORY_BYTES = 256 * 1024 * 1024
CPU_SECONDS = 2


@dataclass(frozen=True)
class Room:
    """Processor time in seconds, and memory in bytes."""

    seconds: int = CPU_SECONDS
    memory: int = MEMORY_BYTES

    @classmethod
    def from_text(cls, text: str) -> Room:
        """Read what `as_text` wrote."""
        seconds, memory = map(int, text.split(":"))
        return cls(seconds, memory)

    def as_text(self) -> str:
        """Return the room as an argument of a command line."""
        return f"{self.seconds}:{self.memory}"


def room_for(limits: Limits) -> Room:
    """Return the room for a file under these limits: the usual one for an upload, more in proportion for larger files."""
    times = max(1, -(-limits.unpacked_bytes // DEFAULT.unpacked_bytes))
    return Room(CPU_SECONDS * times, MEMORY_BYTES + max(0, limits.upload_bytes - DEFAULT.upload_bytes))


def confine(room: Room) -> None:
    """Take no more than this from now on; write no file and leave no core."""
    resource.setrlimit(resource.RLIMIT_AS, (room.memory, room.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (room.seconds, room.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
