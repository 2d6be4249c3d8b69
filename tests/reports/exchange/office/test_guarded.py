"""Files that want more than they should have: each ends in a sentence, none in the portal's own process."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reports.exchange.office import guarded
from reports.exchange.office.guarded import DAMAGED, TOO_LARGE, FileProblem, run_guarded
from reports.exchange.workbook.reading import read_workbook
from tests import factories
from tests.workbooks.surgery import packed, parts_of, replaced, sheet_part, with_parts

FOLDER = factories.ROOT / "tests" / "workbooks"
BOMB = (FOLDER / "fail" / "unpacks-to-49-megabytes.xlsx").read_bytes()
PLAIN = (FOLDER / "pass" / "small-as-written.xlsx").read_bytes()
TASKS = Path(__file__).with_name("hungry.py")
#: The worker as it is, with the tasks of hungry.py beside its own.
WORKER = f"""
import importlib.util, sys
from reports.exchange.office import worker
spec = importlib.util.spec_from_file_location("hungry", {str(TASKS)!r})
sys.modules["hungry"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["hungry"])
worker.PROCESSOR_SECONDS = 1
worker.WORK[sys.argv[1]] = ("hungry", sys.argv[1])
sys.exit(worker.main())
"""


@pytest.fixture
def hungry(monkeypatch):
    """Run one of the tasks of hungry.py as the portal runs its own."""
    run = subprocess.run

    def start(command, **options):
        return run([command[0], "-c", WORKER, command[-1]], **options)

    def task(name: str):
        monkeypatch.setattr(guarded.subprocess, "run", start)
        monkeypatch.setitem(guarded.TASKS, name, "xlsx")
        return run_guarded(name, PLAIN)

    return task


@pytest.mark.parametrize("name", ["memory", "depth", "processor", "die"])
def test_whoever_takes_too_much_is_ended(hungry, name):
    with pytest.raises(FileProblem) as raised:
        hungry(name)
    assert str(raised.value) == TOO_LARGE


@pytest.mark.parametrize("name", ["stumble", "disk", "silence"])
def test_whoever_stumbles_has_a_damaged_file(hungry, name):
    with pytest.raises(FileProblem) as raised:
        hungry(name)
    assert str(raised.value) == DAMAGED


def test_whoever_hangs_is_ended(hungry, monkeypatch):
    monkeypatch.setattr(guarded, "SECONDS", 1)
    with pytest.raises(FileProblem) as raised:
        hungry("sleep")
    assert str(raised.value) == TOO_LARGE


def test_worker_sees_nothing_of_the_portal(hungry, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/name")
    seen = hungry("secrets")
    assert (set(seen["names"]) - {"LC_CTYPE"}, seen["django"]) == ({"PATH", "PYTHONUTF8", "TMPDIR"}, False)
    assert not Path(seen["folder"]).exists()


def test_what_a_worker_leaves_behind_is_gone(hungry):
    assert not Path(hungry("leave_a_file")).exists()


def test_nothing_of_the_bomb_is_unpacked_and_no_process_started(monkeypatch):
    unpacked, started = [], []
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *arguments: unpacked.append(arguments) or b"")
    monkeypatch.setattr(guarded.subprocess, "run", lambda *arguments, **options: started.append(arguments))
    with pytest.raises(FileProblem, match="文件解开后有 49 MB"):
        read_workbook(BOMB)
    assert (unpacked, started) == ([], [])


MEASURE = """
import resource, sys
from reports.exchange.office.package import FileProblem, check_package
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    check_package(content, "xlsx")
except FileProblem as problem:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, problem)
"""


def crowded() -> bytes:
    """As many entries as ten megabytes hold, nothing in any of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"{number:x}"), b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [(lambda: BOMB, "文件解开后有 49 MB"), (crowded, "文件内有 100,000 个部分")],
    ids=["bomb", "crowded"],
)
def test_refusing_takes_no_memory(make, sentence):
    """Measured in a process of its own, in kilobytes over what it held before."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=make(), capture_output=True, cwd=factories.ROOT, check=True
    )
    taken, _, said = done.stdout.decode().partition(" ")
    assert said.startswith(sentence)
    assert int(taken) < 20_000  # 49 MB unpacked, or 100 000 entries read, are more than twice that


def test_refusing_the_bomb(benchmark):
    def refuse() -> None:
        with pytest.raises(FileProblem):
            read_workbook(BOMB)

    benchmark(refuse)


def test_reading_a_workbook(benchmark):
    content = (FOLDER / "pass" / "as-written.xlsx").read_bytes()
    assert len(benchmark(read_workbook, content).report["indicators"]) == 19


def refusal_of(content: bytes) -> str:
    with pytest.raises(FileProblem) as raised:
        read_workbook(content)
    return str(raised.value)


SHEET = sheet_part(PLAIN, "报告正文")
TOO_MANY = "工作表“报告正文”的内容过多（最多 5000 行、约 20 万格）。请上传从本系统下载的工作簿。"


def with_rows(rows: str) -> bytes:
    return replaced(PLAIN, SHEET, "</sheetData>", f"{rows}</sheetData>")


def shared(content: bytes, strings: str) -> bytes:
    """The same file with shared strings, as Excel writes them."""
    parts = parts_of(content)
    kinds = parts["[Content_Types].xml"].decode()
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    kind = '<Override PartName="/xl/sharedStrings.xml" ContentType="{}.sharedStrings+xml"/></Types>'
    link = '<Relationship Id="rId99" Type="{}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    more = {
        "[Content_Types].xml": kinds.replace("</Types>", kind.format(office)),
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link.format(relation)),
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{strings}</sst>',
    }
    return with_parts(content, {name: text.encode() for name, text in more.items()})


@pytest.mark.slow
def test_one_long_string_in_a_million_cells():
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 10_000
    assert refusal_of(shared(with_rows(rows), f"<si><t>{'长' * 30_000}</t></si>")) == TOO_MANY


@pytest.mark.slow
def test_a_million_styled_blank_rows():
    sentence = "工作表“报告正文”的行数过多。请删去表格下方的空行和格式后再上传。"
    assert refusal_of(with_rows('<row><c s="1"/></row>' * 1_000_000)) == sentence


def test_cells_beyond_the_hundredth_column_are_not_read():
    rows = '<row r="9"><c r="XFD9" t="inlineStr"><is><t>远</t></is></c></row>'
    assert len(read_workbook(with_rows(rows)).report["narrative"]) == 1


def test_file_is_checked_before_it_is_opened(monkeypatch):
    started = []
    monkeypatch.setattr(guarded.subprocess, "run", lambda *arguments, **options: started.append(arguments))
    for path in sorted((FOLDER / "fail").glob("*.xlsx")):
        content = path.read_bytes()
        if not content.startswith(b"PK"):
            with pytest.raises(FileProblem):
                read_workbook(content)
    assert started == []


def test_packings_of_office_programs_are_read():
    stored = packed(parts_of(PLAIN), zipfile.ZIP_STORED)
    assert read_workbook(stored).report == read_workbook(PLAIN).report


def test_only_a_few_files_are_opened_at_once(monkeypatch, tmp_path):
    """Whoever comes when all places are taken is told so; a place is free again when its file is done."""
    monkeypatch.setattr(guarded, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(guarded, "AT_ONCE", 2)
    monkeypatch.setattr(guarded, "PATIENCE", 0)
    with guarded.turn():
        with guarded.turn(), pytest.raises(FileProblem, match="系统正在处理其他人上传的文件"), guarded.turn():
            pass
        with guarded.turn():
            pass
