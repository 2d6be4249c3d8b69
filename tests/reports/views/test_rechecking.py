"""The pages of 抽查复核: drawing, scoring, what P, R and S read on the report."""

import pytest
from django.urls import reverse

from programs.choices import Role
from programs.models import Membership, Period
from reports import actions
from reports.models import Recheck, RecheckScore, Report
from tests import factories

pytestmark = pytest.mark.django_db
DRAW = "report_rechecks"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))


@pytest.fixture
def finance(report, unit, login):
    return login(unit.supervisor)


def draw(client, report: Report, **more):
    data = {"period": report.period_id, "by": "count", "amount": "1", "seed": "2026", "reason": "年度计划。", **more}
    return client.post(reverse(DRAW), data)


@pytest.fixture
def recheck(finance, report) -> Recheck:
    assert draw(finance, report).status_code == 302
    return Recheck.objects.get()


def score(client, recheck: Recheck, **data):
    recheck.refresh_from_db()
    return client.post(reverse("report_recheck", args=[recheck.pk]), {"revision": recheck.revision, **data})


def test_drawing_says_what_was_drawn_by_which_seed(finance, report):
    response = draw(finance, report, by="percent", amount="30")
    content = finance.get(response.url).content.decode()
    assert "已从 1 份报告中抽取 1 份，种子 2026。请逐份复核。" in content
    assert "1 份中第 1 个" in content
    assert '<td class="seed">2026</td>' in content


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"period": ""}, "请选择项目年度。"),
        ({"amount": ""}, "请填写抽查份数或抽查比例。"),
        ({"amount": "1.5"}, "抽查份数应为大于 0 的整数。"),
        ({"amount": "0"}, "抽查份数应为大于 0 的整数。"),
        ({"amount": "2"}, "可以抽查的报告只有 1 份，请减少份数。"),
        ({"amount": "三"}, "读到的是“三”。"),
        ({"by": "percent", "amount": "101"}, "抽查比例应大于 0，不超过 100。"),
        ({"reason": " "}, "请写明抽查原因。"),
        ({"reason": "\x00\u200b"}, "请写明抽查原因。"),
        ({"reason": "长" * 501}, "最多 500 字，现有 501 字，请删减。"),
        ({"reason": "\ufffd"}, "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
        ({"by": "lot"}, "请选择按份数还是按比例抽取。"),
        ({"by": ""}, "请选择按份数还是按比例抽取。"),
    ],
)
def test_refused_draw_keeps_the_page_with_its_sentence(finance, report, data, sentence):
    response = draw(finance, report, **data)
    content = response.content.decode()
    assert response.status_code == 422
    assert sentence in content
    assert 'value="2026"' in content
    assert Recheck.objects.count() == 0


@pytest.mark.parametrize("period", ["x", "0", "9" * 30])
def test_unknown_year_is_refused(finance, report, period):
    assert draw(finance, report, period=period).status_code == 422


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        ("9" * 41, "最多 40 字，现有 41 字，请删减。"),
        ("\ufffd", "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
    ],
)
def test_bad_seed_is_refused_in_our_words(finance, report, seed, sentence):
    response = draw(finance, report, seed=seed)
    assert (response.status_code, Recheck.objects.count()) == (422, 0)
    assert sentence in response.content.decode()


def offered(client) -> list[str]:
    form = client.get(reverse(DRAW)).context["form"]
    return [str(label) for _, label in form.fields["period"].choices]


def test_years_with_nothing_to_draw_are_not_offered(finance, report, unit):
    factories.started(unit, unscored := factories.period(form="B", year=2021))
    Report.objects.filter(period=unscored).update(state="approved")
    assert offered(finance) == ["请选择", str(report.period)]
    draw(finance, report)
    assert offered(finance) == ["请选择"]
    assert draw(finance, report).status_code == 422
    content = draw(finance, report).content.decode()
    assert "现在没有可以抽查的报告。" in content


def test_year_of_others_is_not_offered(report, login):
    elsewhere = login(factories.member(factories.organisation("江苏省财政厅"), Role.SUPERVISOR, "su"))
    assert "现在没有可以抽查的报告。" in elsewhere.get(reverse(DRAW)).content.decode()
    assert draw(elsewhere, report).status_code == 422


def test_scoring_page_shows_target_actual_and_rule_beside_the_score(finance, recheck):
    content = finance.get(reverse("report_recheck", args=[recheck.pk])).content.decode()
    for words in ("第1项指标完成率", "≥90%", "95%", "按指标值", "预算执行率", 'name="score-0"', 'name="rule-3"'):
        assert words in content


def test_saved_scores_come_back_and_the_totals_follow(finance, recheck):
    response = score(finance, recheck, **{"score-0": "２５", "rule-0": "口径不符", "save": "1"})
    content = finance.get(response.url).content.decode()
    assert "复核评分已保存。" in content
    assert 'name="score-0" value="25"' in content
    assert "分差 -5.00 分：基本一致" in content
    assert RecheckScore.objects.get().score == "25"


def test_refused_scores_stay_typed_with_their_sentences(finance, recheck):
    response = score(finance, recheck, **{"score-0": "25", "score-1": "很好", "text-2": "<i>看</i>"})
    content = response.content.decode()
    assert response.status_code == 422
    assert "有 3 项需要更正，没有保存任何内容。" in content
    assert "低于自评得分，请写明扣分依据。" in content
    assert 'name="score-1" value="很好"' in content
    assert "&lt;i&gt;看&lt;/i&gt;</textarea>" in content
    assert RecheckScore.objects.count() == 0


def test_stale_scores_stay_typed_beside_what_somebody_else_has_stored(finance, recheck, report, login):
    seen = recheck.revision
    other = login(factories.member(report.organisation.parent, Role.SUPERVISOR, "fu"))
    score(other, recheck, **{"score-0": "25", "rule-0": "口径不符", "save": "1"})
    mine = {"revision": seen, "score-0": "20", "rule-0": "没有依据", "score-1": "29", "rule-1": "<b>", "save": "1"}
    response = score(finance, recheck, **mine)
    content = response.content.decode()
    assert response.status_code == 409
    assert ['name="score-0" value="20"' in content, 'value="&lt;b&gt;"' in content] == [True, True]
    assert content.count("现在存的是：25，口径不符") == content.count("现在存的是：") == 1
    assert RecheckScore.objects.get().score == "25"
    again = score(finance, recheck, **{**mine, "revision": recheck.revision})
    assert (again.status_code, RecheckScore.objects.count()) == (302, 2)


def test_scores_typed_into_a_closed_recheck_are_there_to_copy(finance, recheck, report, login):
    seen = recheck.revision
    other = login(factories.member(report.organisation.parent, Role.SUPERVISOR, "fu"))
    score(other, recheck, **{"score-0": "25", "rule-0": "口径不符", "finish": "1"})
    score(other, recheck, finish="1", sure="1")
    response = score(finance, recheck, revision=seen, **{"score-0": "20", "rule-0": "没有依据", "save": "1"})
    assert response.status_code == 409
    row = actions.recheck_rows(recheck)[0]
    assert f"readonly>{row.name}：20，没有依据</textarea>" in response.content.decode()
    assert RecheckScore.objects.get().score == "25"


@pytest.mark.parametrize("revision", ["", "x", "7", "9" * 40])
def test_stale_page_is_409(finance, recheck, revision):
    assert score(finance, recheck, revision=revision, **{"score-0": "30"}).status_code == 409


def test_result_is_read_by_the_unit_and_finance(finance, recheck, report, unit, login):
    score(finance, recheck, **{"score-0": "20", "rule-0": "没有佐证材料", "text-0": "查无台账"})
    assert score(finance, recheck, finish="1", sure="1").status_code == 302
    for client in (login(unit.preparer), login(unit.reviewer), finance):
        content = client.get(reverse("report", args=[report.pk])).content.decode()
        assert "自评 99.5 分，复核 89.5 分，分差 -10 分：" in content
        assert "第1项指标完成率：30 → 20，没有佐证材料" in content
        assert "查无台账" in content
    assert reverse("report_recheck", args=[recheck.pk]) in content
    assert "偏差较大" in finance.get(reverse(DRAW)).content.decode()


def test_unfinished_recheck_shows_no_scores_to_the_unit(finance, recheck, report, unit, login):
    score(finance, recheck, **{"score-0": "20", "rule-0": "没有佐证材料"})
    content = login(unit.preparer).get(reverse("report", args=[report.pk])).content.decode()
    assert "抽取，复核中。原因：年度计划。" in content
    assert "没有佐证材料" not in content.split("办理经过")[0]


def test_finishing_saves_and_asks_once(finance, recheck):
    response = score(finance, recheck, **{"score-0": "20", "rule-0": "没有佐证材料", "finish": "1"})
    assert response.url == reverse("report_recheck", args=[recheck.pk]) + "?finish"
    content = finance.get(response.url).content.decode()
    assert "自评 99.50 分，复核 89.50 分，分差 -10.00 分，结论为<b>偏差较大</b>" in content
    assert "第1项指标完成率：30 → 20，没有佐证材料" in content
    assert "其余 3 项没有复核，按自评得分计。" in content
    assert ">确认完成</button>" in content
    assert (Recheck.objects.get().state, RecheckScore.objects.get().score) == ("open", "20")
    content = score(finance, recheck, finish="1", sure="1", **{"score-0": "0"}).url
    assert "复核已完成，结果已显示在报告页面。" in finance.get(content).content.decode()
    assert (Recheck.objects.get().state, RecheckScore.objects.get().score) == ("done", "20")


def test_finishing_of_nothing_is_not_asked(finance, recheck):
    response = score(finance, recheck, finish="1")
    assert response.status_code == 422
    assert "至少复核一项才能完成。" in response.content.decode()
    page = finance.get(reverse("report_recheck", args=[recheck.pk]) + "?finish").content.decode()
    assert "确认完成" not in page
    assert 'name="score-0"' in page
    assert score(finance, recheck, finish="1", sure="1").status_code == 422
    assert Recheck.objects.get().state == "open"


def test_confirmation_of_scores_that_somebody_changed_meanwhile_closes_nothing(finance, recheck):
    score(finance, recheck, **{"score-0": "20", "rule-0": "没有佐证材料", "finish": "1"})
    assert score(finance, recheck, revision=0, finish="1", sure="1").status_code == 409
    assert Recheck.objects.get().state == "open"


def test_page_says_the_program_years_classes(finance, recheck):
    Period.objects.update(recheck_same="1.50", recheck_close="4.00", recheck_apart="8.25")
    page = finance.get(reverse("report_recheck", args=[recheck.pk])).content.decode()
    assert "不超过 1.5 分为一致，不超过 4 分为基本一致，不超过 8.25 分为偏差较大，超过的为严重偏差。" in page


def test_who_approved_reads_why_and_has_nothing_to_type(recheck, unit, login):
    Membership.objects.create(user=unit.reviewer, organisation=unit.parent, role=Role.SUPERVISOR)
    client = login(unit.reviewer)
    for query in ("", "?finish"):
        page = client.get(reverse("report_recheck", args=[recheck.pk]) + query).content.decode()
        assert "您参与了这份报告的填报或审核，应由其他人复核。" in page
        assert "score-0" not in page
        assert "完成复核</button>" not in page
    assert score(client, recheck, **{"score-0": "30"}).status_code == 403


def test_finished_recheck_has_nothing_to_type(finance, recheck):
    score(finance, recheck, **{"score-0": "30", "finish": "1"})
    score(finance, recheck, finish="1", sure="1")
    content = finance.get(reverse("report_recheck", args=[recheck.pk])).content.decode()
    assert "score-0" not in content
    assert "完成复核</button>" not in content
    assert score(finance, recheck, **{"score-0": "10", "rule-0": "x"}).status_code == 409


@pytest.mark.parametrize("who", ["preparer", "reviewer"])
def test_unit_draws_and_scores_nothing(recheck, report, unit, login, who):
    client = login(getattr(unit, who))
    assert client.get(reverse(DRAW)).status_code == 403
    assert draw(client, report).status_code == 403
    assert client.get(reverse("report_recheck", args=[recheck.pk])).status_code == 403
    assert score(client, recheck, **{"score-0": "10", "rule-0": "x"}).status_code == 403
    assert RecheckScore.objects.count() == 0


def test_outside_ones_scope_there_is_no_recheck(recheck, login):
    elsewhere = login(factories.member(factories.organisation("江苏省财政厅"), Role.SUPERVISOR, "su"))
    for client in (elsewhere, login(factories.user("guan", is_staff=True)), login(factories.user("x"))):
        assert client.get(reverse("report_recheck", args=[recheck.pk])).status_code == 404
        assert score(client, recheck, **{"score-0": "10"}).status_code == 404
