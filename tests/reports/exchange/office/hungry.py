"""Tasks that take more than they should, for the guarded process."""

import signal
import sys
import tempfile
import time
from typing import Any


def memory(content: bytes) -> Any:
    return len(bytearray(2_000_000_000))


def depth(content: bytes) -> Any:
    return depth(content)


def processor(content: bytes) -> Any:
    while True:
        pass


def disk(content: bytes) -> Any:
    with tempfile.TemporaryFile() as file:
        for _ in range(200):
            file.write(bytes(1_000_000))


def sleep(content: bytes) -> Any:
    time.sleep(600)


def die(content: bytes) -> Any:
    signal.raise_signal(signal.SIGKILL)


def stumble(content: bytes) -> Any:
    raise KeyError(content[:2])


def silence(content: bytes) -> Any:
    """Leaves without a word, in the middle of its answer."""
    sys.stdout.write("[1, ")
    sys.stdout.flush()
    raise SystemExit(0)


def secrets(content: bytes) -> Any:
    """What it can see of the portal."""
    import os

    return {"names": sorted(os.environ), "folder": tempfile.gettempdir(), "django": "django" in sys.modules}


def leave_a_file(content: bytes) -> Any:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"left")
    return file.name
