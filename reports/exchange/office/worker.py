"""The process in which an uploaded file is opened: ``python -m reports.exchange.office.worker TASK``.

stdin: one line of options as JSON, then the file; stdout: what the task makes of it; stderr: the sentence of a
refusal. Nothing of Django and no secret is in here.
"""

import io
import json
import resource
import sys
import warnings
import zipfile
from importlib import import_module
from typing import Any

from reports.exchange.office.guarded import REFUSED, TOO_MUCH
from reports.exchange.office.package import FileProblem

MEMORY = 768 * 1024 * 1024
#: Fifty times what the largest real workbook takes.
PROCESSOR_SECONDS = 10
#: openpyxl writes each sheet to a file of its own before it packs them.
FILE = 128 * 1024 * 1024
#: Task → module and function; only the one that is asked for is loaded.
WORK = {
    "read_xlsx": ("reports.exchange.workbook.cells", "read_sheets"),
    "paint_xlsx": ("reports.exchange.workbook.cells", "paint"),
    "recognise_docx": ("reports.exchange.word.guardedly", "recognise_file"),
}


def bounded() -> None:
    """Memory, processor time and the size of a file end before the machine's do."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_declarations(content: bytes) -> None:
    """No office program writes a document type or an entity; who does wants to unfold something."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in (name for name in archive.namelist() if "/media/" not in name):  # an .svg picture may have one
            part = archive.read(name).replace(b"\x00", b"")  # UTF-16 has every second byte blank
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise FileProblem("文件内部含有实体声明，可能是恶意文件，不能打开。")


def work(task: str, options: dict[str, Any], content: bytes) -> bytes:
    refuse_declarations(content)
    module, name = WORK[task]
    made = getattr(import_module(module), name)(content, **options)
    return made if isinstance(made, bytes) else json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")


def main() -> int:
    """0 done · 3 refused with a sentence · 4 too much · 1 cannot be opened."""
    warnings.simplefilter("ignore")  # a library's remark on the file is no sentence for its sender
    bounded()
    options = json.loads(sys.stdin.buffer.readline())
    try:
        made = work(sys.argv[1], options, sys.stdin.buffer.read())
    except FileProblem as problem:
        sys.stderr.write(str(problem))
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    except Exception:  # noqa: BLE001 - whatever a library stumbles over, the file cannot be opened
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
