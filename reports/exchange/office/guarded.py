"""Opening an uploaded office file where it can do no harm: in a process of its own, bounded and killable."""

import fcntl
import json
import os
import subprocess  # nosec - starts our own module with no shell
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from reports.exchange.office.package import FileProblem, check_package

__all__ = ["FileProblem", "run_guarded"]

ROOT = Path(__file__).resolve().parents[3]
#: The kind of file each task of the worker takes.
TASKS = {"read_xlsx": "xlsx", "paint_xlsx": "xlsx", "recognise_docx": "docx"}
#: Longer than the slowest real file takes a hundred times over; the worker bounds its own processor time and memory.
SECONDS = 15
#: Files opened at once on this machine, by all processes of the portal, and how many seconds one waits for its turn.
AT_ONCE, PATIENCE = 2, 5
REFUSED, TOO_MUCH = 3, 4
TOO_LARGE = "文件内容过多或结构异常，打开时超出限额。请删去无关的工作表、图片和格式后再上传。"
BUSY = "系统正在处理其他人上传的文件，请过一会儿再上传。"
DAMAGED = "文件已损坏，不能打开。请用办公软件重新保存后再上传。"


def run_guarded(task: str, content: bytes, options: Mapping[str, Any] | None = None) -> Any:
    """What the task makes of the file: plain values, or bytes where it makes a file. Raises FileProblem.

    The file's kind, size and directory are checked first, here; only then is it opened, over there.
    """
    check_package(content, TASKS[task])
    head = json.dumps(options or {}).encode() + b"\n"
    try:
        with turn(), TemporaryDirectory() as scratch:  # what a killed process leaves behind goes with it
            done = subprocess.run(  # noqa: S603  # nosec - our own module, no shell
                [sys.executable, "-m", "reports.exchange.office.worker", task],
                input=head + content,
                capture_output=True,
                timeout=SECONDS,
                cwd=ROOT,
                # None of the portal's secrets.
                env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "TMPDIR": scratch},
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise FileProblem(TOO_LARGE) from error
    if done.returncode == REFUSED:
        raise FileProblem(done.stderr.decode("utf-8", "replace").strip() or DAMAGED)
    if done.returncode == TOO_MUCH or done.returncode < 0:
        raise FileProblem(TOO_LARGE)
    if done.returncode:
        raise FileProblem(DAMAGED)
    return done.stdout if task.startswith("paint") else answer(done.stdout)


@contextmanager
def turn() -> Iterator[None]:
    """One of the few places there are: a flood of uploads waits or is told so, and the other pages go on."""
    places = [Path(gettempdir()) / f"evalportal-{os.getuid()}-{number}.lock" for number in range(AT_ONCE)]
    end = time.monotonic() + PATIENCE
    while True:
        for place in places:
            with place.open("ab") as held:
                if taken(held.fileno()):
                    yield
                    return
        if time.monotonic() > end:
            raise FileProblem(BUSY)
        time.sleep(0.05)


def taken(place: int) -> bool:
    """Whether the lock is ours now; it ends with the file, also when its process is killed."""
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def answer(text: bytes) -> Any:
    """What the process has said, if it came to the end of it."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise FileProblem(DAMAGED) from error
