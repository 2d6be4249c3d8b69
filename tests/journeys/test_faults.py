"""What goes wrong around a person who types: the server dies, an answer is lost, a colleague writes, the session ends.

Each scenario is a function that tells what came of it. It is run on the portal as it is, and once more with the guard
taken out that it is about: a test that could not tell the difference would prove nothing.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests.serving import ROOT, Server

PASSWORD = "Shanghai-2025"
SAVE = "**/save/"
#: Longer than any pause of the page's own. How long one waits for what must come, and a control for what does not.
MINUTE_MS, SECONDS, CONTROL_SECONDS = 60_000, 60, 4
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")


# --- a desk -----------------------------------------------------------------------------------------


@dataclass
class Desk:
    """A person before a small blank report, and a look past the page at what the server has."""

    page: Page
    server: Server
    report: int
    rows: dict[str, str]  # place → what the page calls the row
    patience: float = SECONDS  # for what the scenario is about

    def open(self, server: Server | None = None) -> None:
        self.page.goto(f"{(server or self.server).url}/reports/{self.report}/edit/")
        self.page.wait_for_function("Boolean(window.desk && desk.goTo)")

    def cell(self, key: str):
        return self.page.locator(f'[id="in-{key}"]')

    def note(self, key: str):
        """The sentence under a cell."""
        return self.cell(key).locator("xpath=following-sibling::span[@class='cell-note']")

    def value(self, key: str) -> str:
        return self.cell(key).input_value()

    def type(self, key: str, text: str) -> None:
        """Type over a cell and leave it."""
        self.cell(key).click()
        self.write(text)
        self.page.keyboard.press("Tab")

    def write(self, text: str) -> None:
        """As an input method does it, at once: a busy machine's page would save between two slow keys."""
        self.page.keyboard.insert_text(text)

    @property
    def line(self) -> str:
        return self.page.locator("#saved").inner_text()

    def within(self, holds: Callable[[], bool], seconds: float = SECONDS) -> bool:
        """Whether it comes to hold in time."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                return False
            self.page.wait_for_timeout(50)  # lets the page's requests be answered by the routes below
        return True

    def settled(self, seconds: float = SECONDS) -> bool:
        """Whether the page comes to say that everything is saved."""
        waiting = self.page.locator(".dirty, .saving, .refused, .stale")
        return self.within(lambda: bool(SAVED.fullmatch(self.line)) and waiting.count() == 0, seconds)

    def sql(self, query: str, *values) -> list[tuple]:
        with closing(sqlite3.connect(self.server.folder / "portal.sqlite3", timeout=30)) as database, database:
            return database.execute(query, values).fetchall()

    def log(self) -> list[tuple[str, str, str]]:
        """Every change of a cell that is stored: where, from what, to what."""
        places = {row: place for place, row in self.rows.items()}
        changes = self.sql(
            "SELECT row, field, old, new FROM reports_change WHERE report_id = ? ORDER BY id", self.report
        )
        return [(f"{places[row]}.{name}", old, new) for row, name, old, new in changes]

    # --- the session ---

    @property
    def session(self) -> str:
        return next(cookie["value"] for cookie in self.page.context.cookies() if cookie["name"] == "sessionid")

    def end_session(self) -> None:
        self.sql("DELETE FROM django_session WHERE session_key = ?", self.session)

    def last_seen(self) -> int:
        """When the server last took the person to be there."""
        [(data,)] = self.sql("SELECT session_data FROM django_session WHERE session_key = ?", self.session)
        return signing.loads(data, **SIGNED)["seen"]

    def be_away(self, seconds: int) -> None:
        """As if nothing had been done in this session for so long."""
        [(data,)] = self.sql("SELECT session_data FROM django_session WHERE session_key = ?", self.session)
        kept = {**signing.loads(data, **SIGNED), "seen": int(time.time()) - seconds}
        written = signing.dumps(kept, compress=True, **SIGNED)
        self.sql("UPDATE django_session SET session_data = ? WHERE session_key = ?", written, self.session)


class SessionSerializer:
    """As ``django.contrib.sessions`` writes a session's data."""

    dumps = staticmethod(signing.JSONSerializer().dumps)
    loads = staticmethod(signing.JSONSerializer().loads)


SIGNED = {"key": Server.SECRET, "salt": "django.contrib.sessions.SessionStore", "serializer": SessionSerializer}


@pytest.fixture(scope="module")
def blank(server: Server) -> Iterator[dict]:
    """Small blank reports, a new one for each who asks."""
    server.call("tests.races.making.colleague", "tongshi", "孙同事")
    return iter(server.call("tests.races.making.small_reports", 30))


@pytest.fixture
def desk(server: Server, open_as, blank: Iterator[dict]) -> Desk:
    if server.process is None:  # killed by a test that then failed
        server.start()
    given = next(blank)
    page = open_as("tianbao")
    page.on("dialog", lambda dialog: dialog.accept())
    return Desk(page, server, given["report"], given["rows"])


@pytest.fixture
def without(server: Server) -> Iterator[Callable[[str], Server]]:
    """``without(guard)``: another server on the same data, with that guard taken out."""
    started: list[Server] = []

    def start(guard: str) -> Server:
        started.append(server.without(guard))
        started[-1].start()
        return started[-1]

    yield start
    for other in started:
        other.close()


def take_out(context: BrowserContext, script: str, guards: dict[str, str]) -> None:
    """Serve one of the page's scripts with pieces of it taken out, each with what stands in its place."""
    changed = (ROOT / "static" / "js" / f"{script}.js").read_text()
    for guard, instead in guards.items():
        assert guard in changed, f"{script}.js no longer has this guard: {guard}"
        changed = changed.replace(guard, instead)
    context.route(
        re.compile(rf"/static/js/{script}\.[^/]*js$"),
        lambda route: route.fulfill(body=changed, content_type="text/javascript; charset=utf-8"),
    )


# --- the server is killed while one types -----------------------------------------------------------


@dataclass
class Killed:
    """What came of a server killed and begun again."""

    said: str
    shown: list[str]
    saved: bool
    log: list[tuple[str, str, str]]


def killed_while_typing(desk: Desk) -> Killed:
    """The first half of a sentence reaches a live server's page, the second half a dead one's; more is typed, then
    the server is there again and a minute passes without anybody touching the page."""
    desk.page.clock.install()
    desk.open()
    desk.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # its pauses end when this scenario says so
    desk.type("indicators[0].actual", "95%")
    assert desk.settled()
    desk.cell("indicators[0].reason").click()
    desk.write("受汛期影响，")
    desk.server.kill()
    desk.write("八月停办三周。")
    desk.page.keyboard.press("Tab")
    expect(desk.page.locator("#saved")).to_contain_text("网络不通")
    said = desk.line
    desk.type("indicators[1].actual", "9")
    desk.type("indicators[1].actual", "92%")
    desk.type("indicators[2].actual", "91%")
    desk.server.start()
    desk.page.clock.fast_forward(MINUTE_MS)
    saved = desk.settled(desk.patience)
    return Killed(said, [desk.value(key) for key, _, _ in KILLED_LOG], saved, desk.log())


KILLED_LOG = [
    ("indicators[0].actual", "", "95%"),
    ("indicators[0].reason", "", "受汛期影响，八月停办三周。"),
    ("indicators[1].actual", "", "92%"),
    ("indicators[2].actual", "", "91%"),
]


def test_what_is_typed_while_the_server_is_dead_is_saved_once_and_in_order(desk):
    seen = killed_while_typing(desk)
    assert seen.said == "网络不通，内容还在页面上，稍后自动再存。"
    assert seen.shown == [text for _, _, text in KILLED_LOG]
    assert seen.saved
    assert seen.log == KILLED_LOG
    desk.page.reload()
    assert [desk.value(key) for key, _, _ in KILLED_LOG] == seen.shown


def test_without_a_second_try_nothing_more_is_saved(desk):
    take_out(desk.page.context, "desk", {"soon(RETRY_MS, true);": ""})
    desk.patience = CONTROL_SECONDS
    seen = killed_while_typing(desk)
    assert not seen.saved
    assert seen.log == KILLED_LOG[:1]


# --- the tab is closed while the server is dead ------------------------------------------------------


def closed_while_dead(desk: Desk, leave: Callable[[Desk], None], meanwhile: Callable[[], None] = lambda: None) -> str:
    """Typed, left and opened again; what then stands in the cell."""
    desk.open()
    desk.server.kill()
    desk.type("indicators[0].reason", "受汛期影响。")
    expect(desk.page.locator("#saved")).to_contain_text("网络不通")
    # As a machine that loses its power leaves no time: the copy is made while one types.
    desk.within(lambda: desk.page.evaluate("localStorage.length") > 0, desk.patience)
    leave(desk)
    desk.server.start()
    meanwhile()
    desk.open()
    return desk.value("indicators[0].reason")


def close_tab(desk: Desk) -> None:
    context = desk.page.context
    desk.page.close()
    desk.page = context.new_page()


def reload_tab(desk: Desk) -> None:
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        desk.page.reload()


@pytest.mark.parametrize("leave", [close_tab, reload_tab])
def test_a_closed_tab_finds_its_text_again(desk, leave):
    assert closed_while_dead(desk, leave) == "受汛期影响。"
    assert desk.settled()
    assert desk.log() == [("indicators[0].reason", "", "受汛期影响。")]
    assert desk.page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    "guard",
    [{"localStorage.setItem(place, JSON.stringify({ at: Date.now(), unsaved }))": "0"}, {"  restore();\n})": "})"}],
    ids=["the copy", "its use"],
)
def test_without_the_copy_a_closed_tab_loses_its_text(desk, guard):
    take_out(desk.page.context, "keep", guard)
    desk.patience = CONTROL_SECONDS
    assert closed_while_dead(desk, close_tab) == ""
    assert desk.log() == []


def test_a_text_found_again_does_not_overwrite_a_colleague(desk, open_as):
    other = Desk(open_as("tongshi"), desk.server, desk.report, desk.rows)

    def meanwhile() -> None:
        other.open()
        other.type("indicators[0].reason", "同事所写。")
        assert other.settled()

    assert closed_while_dead(desk, close_tab, meanwhile) == "受汛期影响。"
    expect(desk.note("indicators[0].reason")).to_contain_text("已改为“同事所写。”")
    assert desk.log() == [("indicators[0].reason", "", "同事所写。")]


# --- two people on one report ------------------------------------------------------------------------


@dataclass
class Met:
    """What came of two people's writing into one cell; ``asked``: the sentence beside it, if there was one."""

    asked: str
    mine: str
    log: list[tuple[str, str, str]]


def two_browsers(desk: Desk, other: Desk, server: Server, choice: str) -> Met:
    """Both have the page open; the colleague's text is stored first, then one's own is typed, then one chooses."""
    key = "indicators[1].actual"
    for each in (desk, other):
        each.open(server)
    other.type(key, "95%")
    assert other.settled()
    desk.type(key, "96%")
    desk.within(lambda: "已改为" in desk.note(key).inner_text() or bool(SAVED.fullmatch(desk.line)))
    asked, mine = desk.note(key).inner_text(), desk.value(key)
    if asked:
        desk.page.get_by_role("button", name=choice).click()
        expect(desk.note(key)).to_have_text("")
        assert desk.settled()
    desk.page.reload()
    return Met(asked, mine, [*desk.log(), ("shown", "", desk.value(key))])


@pytest.mark.parametrize(("choice", "kept"), [("用我填的", "96%"), ("用对方的", "95%")])
def test_two_browsers_on_one_cell_show_both_texts_and_either_can_be_chosen(desk, open_as, choice, kept):
    other = Desk(open_as("tongshi"), desk.server, desk.report, desk.rows)
    seen = two_browsers(desk, other, desk.server, choice)
    assert re.match(r"孙同事 \d\d:\d\d 已改为“95%”。", seen.asked)
    assert seen.mine == "96%"
    key = "indicators[1].actual"
    chosen = [(key, "95%", "96%")] if kept == "96%" else []
    assert seen.log == [(key, "", "95%"), *chosen, ("shown", "", kept)]


def test_without_the_rows_version_a_colleague_is_overwritten_unasked(desk, open_as, without):
    other = Desk(open_as("tongshi"), desk.server, desk.report, desk.rows)
    seen = two_browsers(desk, other, without("version"), "用对方的")
    assert seen.asked == ""
    assert seen.log[-1] == ("shown", "", "96%")


# --- the session ends in the middle of a sentence ----------------------------------------------------


@dataclass
class Expired:
    """What came of a session that ended while one typed."""

    asked: bool = False
    refused: str = ""
    saved: bool = False
    stayed: bool = False
    log: list[tuple[str, str, str]] = field(default_factory=list)


def expired_within_a_sentence(desk: Desk, key: str, asking: float = SECONDS) -> Expired:
    """Half a sentence, the session's end, another quarter, a wrong password, the right one, the rest."""
    seen = Expired()
    desk.open()
    desk.page.evaluate("window.stillTheSame = true")
    desk.cell(key).click()
    desk.write("受汛期")
    assert desk.within(lambda: desk.log() != [])
    desk.end_session()
    desk.write("影响，八月")
    dialog = desk.page.get_by_role("dialog")
    seen.asked = desk.within(dialog.is_visible, asking)
    if not seen.asked:
        return seen
    # The focus is in the dialog's one field, and Enter sends it.
    desk.page.keyboard.type("Wrong-2025-wrong")
    desk.page.keyboard.press("Enter")
    sentence = dialog.get_by_role("alert")
    expect(sentence).not_to_have_text("")
    seen.refused = sentence.inner_text()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type(PASSWORD)
    desk.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    seen.saved = desk.settled(desk.patience)
    if seen.saved:
        desk.write("停办三周。")
        desk.page.keyboard.press("Tab")
        assert desk.within(lambda: len(desk.log()) == 3)
    seen.stayed = desk.page.evaluate("Boolean(window.stillTheSame)")
    seen.log = desk.log()
    return seen


@pytest.mark.parametrize("key", ["indicators[0].reason", "indicators[0].explanation"])
def test_logging_in_again_in_place_keeps_the_sentence_whole(desk, key):
    seen = expired_within_a_sentence(desk, key)
    assert seen.asked
    assert "密码" in seen.refused
    assert seen.saved
    assert seen.stayed
    assert [new for _, _, new in seen.log] == ["受汛期", "受汛期影响，八月", "受汛期影响，八月停办三周。"]
    # The token that every form carries is another one now.
    desk.page.get_by_role("button", name="提交审核").click()
    expect(desk.page.get_by_text("还不能提交")).to_be_visible()


@pytest.mark.parametrize(
    ("script", "guard", "asked"),
    [
        ("desk", {"if (response.status === 401) return expired();": ""}, False),
        ("keep", {"    dialog.close();\n    desk.save();": "    dialog.close();"}, True),
    ],
    ids=["dialog", "save"],
)
def test_without_the_dialog_or_its_save_the_sentence_is_not_stored(desk, script, guard, asked):
    take_out(desk.page.context, script, guard)
    desk.patience = CONTROL_SECONDS
    # The dialog waits for a pause of some seconds: longer than that where none is to come.
    seen = expired_within_a_sentence(desk, "indicators[0].reason", SECONDS if asked else 4 * CONTROL_SECONDS)
    assert seen.asked == asked
    assert not seen.saved
    assert [new for _, _, new in desk.log()] == ["受汛期"]


AWAY = 15 * 60


def idle_tab(desk: Desk) -> int:
    """One types while the network is down and leaves; the page saves on its own. The seconds this added to the
    session's life."""
    desk.page.clock.install()
    desk.open()
    down = True

    def network(route: Route) -> None:
        if down:
            route.abort("connectionfailed")
        else:
            route.fallback()

    desk.page.route(SAVE, network)
    desk.type("indicators[0].actual", "95%")
    expect(desk.page.locator("#saved")).to_contain_text("网络不通")
    desk.be_away(AWAY)
    before = desk.last_seen()
    down = False
    with desk.page.expect_response("**/findings/"):  # asked for after the save, on the page's own account as well
        desk.page.clock.fast_forward(MINUTE_MS)
        assert desk.settled()
    assert desk.log() == [("indicators[0].actual", "", "95%")]
    return desk.last_seen() - before


def test_what_an_idle_tab_does_on_its_own_does_not_keep_the_session_alive(desk):
    assert idle_tab(desk) == 0
    desk.be_away(20 * 60 + 1)
    answer = desk.page.request.get(
        f"{desk.server.url}/reports/{desk.report}/findings/",
        headers={"Accept": "application/json", "X-Background": "1"},
    )
    assert answer.status == 401


def test_a_person_who_types_keeps_the_session_alive(desk):
    desk.open()
    desk.be_away(AWAY)
    desk.type("indicators[0].actual", "95%")
    assert desk.settled()
    assert desk.last_seen() > time.time() - 60


def test_without_its_mark_an_idle_tab_would_keep_the_session_alive(desk):
    take_out(desk.page.context, "desk", {'if (background) headers["X-Background"] = "1";': ""})
    assert idle_tab(desk) >= AWAY - 1


# --- the answer is lost -------------------------------------------------------------------------------


@dataclass
class Lost:
    """What came of a save that was stored, but whose answer never arrived."""

    saved: bool
    stale: int
    log: list[tuple[str, str, str]]


def lost_answer(desk: Desk, key: str, typed: str, more: str = "") -> Lost:
    """The save is stored, its answer dropped; ``more`` is typed before the page tries again."""
    desk.page.clock.install()
    desk.open()
    stored: list[int] = []

    def drop_the_first(route: Route) -> None:
        if stored:
            return route.fallback()
        stored.append(route.fetch().status)
        return route.abort("connectionreset")

    desk.page.route(SAVE, drop_the_first)
    desk.cell(key).click()
    desk.write(typed)
    desk.page.clock.fast_forward(2_000)
    expect(desk.page.locator("#saved")).to_contain_text("网络不通")
    assert stored == [200]
    if more:
        desk.write(more)
    desk.page.keyboard.press("Tab")
    desk.page.clock.fast_forward(MINUTE_MS)
    return Lost(desk.settled(desk.patience), desk.page.locator(".stale").count(), desk.log())


def test_a_save_whose_answer_is_lost_is_stored_once_and_is_no_conflict_with_oneself(desk):
    key = "indicators[0].actual"
    assert lost_answer(desk, key, "95%") == Lost(saved=True, stale=0, log=[(key, "", "95%")])


def test_one_may_type_on_after_a_lost_answer(desk):
    key = "indicators[0].reason"
    seen = lost_answer(desk, key, "受汛期", "影响")
    assert seen == Lost(saved=True, stale=0, log=[(key, "", "受汛期"), (key, "受汛期", "受汛期影响")])


def test_a_lost_answer_that_would_have_told_another_writing_is_no_conflict(desk):
    key = "funds[0].budget"
    assert lost_answer(desk, key, "１２３４") == Lost(saved=True, stale=0, log=[(key, "", "1234")])
    assert desk.value(key) == "1234"


UNANSWERED = {" || (row.unanswered.get(field) || []).includes(theirs)": ""}
SAME = {"if (theirs === mine || theirs === mine.trim()) {": "if (false) {"}


@pytest.mark.parametrize(
    ("taken_out", "more"), [(UNANSWERED, "影响"), (UNANSWERED | SAME, "")], ids=["typed on", "the same"]
)
def test_without_knowing_its_own_text_a_page_would_quarrel_with_itself(desk, taken_out, more):
    take_out(desk.page.context, "desk", taken_out)
    desk.patience = CONTROL_SECONDS
    seen = lost_answer(desk, "indicators[0].reason", "受汛期", more)
    assert not seen.saved
    assert seen.stale == 1
