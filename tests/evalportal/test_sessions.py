"""Login, lockout, session limits, headers, the first password, refusals."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
GOOD = "Passw0rd-xyz"


def log_in(client: Client, username: str, password: str, address: str = "10.0.0.1"):
    return client.post(reverse("login"), {"username": username, "password": password}, headers={}, REMOTE_ADDR=address)


def test_login_leads_to_the_list():
    factories.user("tian")
    response = log_in(Client(), "tian", GOOD)
    assert (response.status_code, response.url) == (302, "/")


def test_five_wrong_passwords_lock_this_person_at_this_address_only():
    factories.user("tian")
    factories.user("shen")
    client = Client()
    answers = [log_in(client, "tian", "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert "登录已锁定" in log_in(client, "tian", GOOD).content.decode()
    assert log_in(Client(), "shen", GOOD).status_code == 302
    assert log_in(Client(), "tian", GOOD, address="10.0.0.2").status_code == 302


@pytest.fixture
def clock(monkeypatch):
    """A clock the session limits read; call it with seconds to go on."""
    now = [1_000_000.0]
    monkeypatch.setattr("evalportal.middleware.time.time", lambda: now[0])

    def go_on(seconds: int) -> None:
        now[0] += seconds

    return go_on


def test_session_ends_after_twenty_idle_minutes(login, clock):
    client = login(factories.user("tian"))
    assert client.get("/reports/").status_code == 200
    clock(19 * 60)
    assert client.get("/reports/").status_code == 200
    clock(19 * 60)
    assert client.get("/reports/").status_code == 200
    clock(20 * 60 + 1)
    assert client.get("/reports/").status_code == 302


def test_background_save_does_not_keep_the_session_alive(login, clock):
    client = login(factories.user("tian"))
    client.get("/reports/")
    for _ in range(5):
        clock(5 * 60)
        status = client.get("/reports/", headers={"x-background": "1"}).status_code
    assert status == 302


def test_session_ends_after_ten_hours_in_any_case(login, clock):
    client = login(factories.user("tian"))
    client.get("/reports/")
    for _ in range(60):
        clock(10 * 60)
        assert client.get("/reports/").status_code == 200
    clock(60)
    assert client.get("/reports/").status_code == 302


def test_first_login_forces_a_new_password(login):
    person = factories.user("tian")
    person.must_change_password = True
    person.save()
    client = login(person)
    assert client.get("/reports/").url == reverse("password_change")
    form = {"old_password": GOOD, "new_password1": "Xin-mima-2026", "new_password2": "Xin-mima-2026"}
    assert client.post(reverse("password_change"), form).status_code == 302
    assert client.get("/reports/").status_code == 200


@pytest.mark.parametrize("password", ["short-1A", "alllowercaseletters", "tian-tian-1A", "1234567890", GOOD])
def test_weak_password_is_refused_with_a_sentence(login, password):
    client = login(factories.user("tian-tian"))
    form = {"old_password": GOOD, "new_password1": password, "new_password2": password}
    response = client.post(reverse("password_change"), form)
    assert response.status_code == 200
    assert "密码" in response.content.decode()


def test_headers_of_a_page_behind_the_login(login):
    response = login(factories.user("tian")).get("/reports/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert response["Cache-Control"] == "no-store"


def test_pages_have_no_inline_script_or_style(login, unit):
    report = factories.started(unit)
    client = login(unit.preparer)
    for name in ("report_list", "report_edit", "report", "report_preview"):
        url = reverse(name, args=[] if name == "report_list" else [report.pk])
        page = client.get(url).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert "//" not in page.replace("http://www.w3.org", "").replace("</", "").split("<body", 1)[0]


def test_page_that_does_not_exist_is_a_chinese_page(login):
    response = login(factories.user("tian")).get("/nothing/here/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


def test_post_without_token_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    response = log_in(client, "tian", GOOD)
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_health_answers_the_monitor(client):
    assert client.get(reverse("health")).json() == {"database": "ok"}
