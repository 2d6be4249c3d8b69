"""A real Chromium against the real server: gunicorn with two processes on the demo data."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Server

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
PASSWORD = "Shanghai-2025"
expect.set_options(timeout=30_000)  # a busy machine is no failure


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """A folder with static files and fresh demo data, made once for all workers of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demo"
    with (shared / "demo.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            server = Server(folder)
            server.manage("migrate", "--noinput", "-v", "0")
            server.collect()
            server.manage("load_demo")
            server.close()
            (folder / "complete").touch()
    return folder


@pytest.fixture(scope="module")
def server(demo: Path, tmp_path_factory):
    """One server with fresh demo data for each file of journeys."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    server = Server(folder)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags}


@pytest.fixture
def open_as(browser: Browser, server: Server):
    """``open_as(username)``: a page of one's own, logged in through the login form."""
    contexts = []

    def open_page(username: str) -> Page:
        context = browser.new_context(
            base_url=server.url, viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()
