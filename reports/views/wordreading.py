"""A posted Word file and what a person should know of it: shared by the draft's page and the catalogue's."""

from django.http import HttpRequest

from reports.exchange.office.guarded import FileProblem, run_guarded
from reports.exchange.word.guardedly import recognised
from reports.exchange.word.recognising import Recognised
from reports.models import Report
from reports.uploads import posted_file

#: More rows that are not understood say no more than these.
MOST_LEFT = 200
#: Nor does a longer line; the preview carries them.
LONGEST_LEFT = 1000


def read_upload(request: HttpRequest) -> tuple[Recognised, str]:
    """(what was read of the posted file, its name); raises FileProblem with the sentence for the person."""
    name, content = posted_file(request, " Word 文件（.docx）")
    which = request.POST.get("which", "").strip() or "1"
    if not which.isdecimal() or len(which) > 3:
        raise FileProblem(f"“读第几张”应填数字，填的是“{which[:20]}”。")
    return recognised(run_guarded("recognise_docx", content, {"which": int(which)})), name


def left_over(found: Recognised) -> list[str]:
    """The rows nobody could tell, as lines."""
    lines = [shortened(f"{row.place}：{' | '.join(row.texts)}") for row in found.unrecognised]
    more = len(lines) - MOST_LEFT
    return lines if more <= 0 else [*lines[:MOST_LEFT], f"还有 {more:,} 行没有列出。"]


def shortened(line: str) -> str:
    return line if len(line) <= LONGEST_LEFT else f"{line[: LONGEST_LEFT - 1]}…"


def remarks(report: Report, found: Recognised) -> list[str]:
    """Where the file is another than the draft expects."""
    said, value = [], found.value
    if value["year"] is None:
        said.append("文件的年度没有确定，按往年的报告处理：只勾选文字，不勾选数据。")
    elif value["year"] != report.period.year:
        said.append(
            f"这是 {value['year']} 年度的报告：只勾选文字，不勾选数据；填入的正文标为“草拟”，改过或确认后才算。"
        )
    program = value["program"]
    if program and "".join(program.split()) != "".join(report.period.program.name.split()):
        said.append(f"文件里的项目名称是“{program}”，本报告是“{report.period.program.name}”，请核对。")
    if value["unit"] != report.unit and value["funds"]:
        said.append(f"文件里的金额单位是{value['unit']}，已换算成{report.unit}。")
    return said
