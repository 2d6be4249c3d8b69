"""Drawing a sample: anybody who knows the seed draws the same one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.sampling import BadSample, Sampling, draw, share, size_of

NUMBERS = st.sets(st.integers(1, 10_000), max_size=60)


def test_same_seed_draws_the_same_for_ever():
    assert draw("2026-03-15", range(1, 21), 5) == (3, 4, 16, 2, 19)  # as sha256sum orders them


def test_another_seed_draws_another_sample():
    assert draw("2026-03-16", range(1, 21), 5) != draw("2026-03-15", range(1, 21), 5)


@given(st.text(max_size=10), NUMBERS, st.integers(0, 70), st.randoms())
def test_order_of_the_reports_does_not_matter(seed, numbers, size, random):
    shuffled = list(numbers)
    random.shuffle(shuffled)
    drawn = draw(seed, shuffled, size)
    assert drawn == draw(seed, sorted(numbers), size)
    assert set(drawn) <= numbers
    assert len(set(drawn)) == len(drawn) == min(size, len(numbers))


@given(st.text(max_size=10), NUMBERS, st.integers(0, 30))
def test_a_larger_sample_begins_with_the_smaller_one(seed, numbers, size):
    assert draw(seed, numbers, size + 5)[:size] == draw(seed, numbers, size)


def test_no_number_is_drawn_much_more_often_than_another():
    counts = dict.fromkeys(range(10), 0)
    for seed in range(2000):
        for number in draw(str(seed), counts, 3):
            counts[number] += 1
    assert all(500 < count < 700 for count in counts.values())


@pytest.mark.parametrize(("percent", "of", "size"), [("10", 100, 10), ("10", 101, 11), ("0.01", 3, 1), ("100", 7, 7)])
def test_a_begun_report_counts_in_full(percent, of, size):
    assert share(Decimal(percent), of) == size


@pytest.mark.parametrize(
    ("how", "of", "size"),
    [
        (Sampling("年度计划", size=3), 3, 3),
        (Sampling("年度计划", percent=Decimal(30)), 5, 2),
        (Sampling("年度计划", percent=Decimal(100)), 5, 5),
    ],
)
def test_size(how, of, size):
    assert size_of(how, of) == size


@pytest.mark.parametrize(
    ("how", "of", "sentence"),
    [
        (Sampling("", size=1), 3, "请写明抽查原因。"),
        (Sampling("长" * 501, size=1), 3, "抽查原因最多 500 字，抽样种子最多 40 字。"),
        (Sampling("计划", size=1, seed="s" * 41), 3, "抽查原因最多 500 字，抽样种子最多 40 字。"),
        (Sampling("计划"), 3, "请填写抽查份数或抽查比例。"),
        (Sampling("计划", size=0), 3, "请填写抽查份数或抽查比例。"),
        (Sampling("计划", size=4), 3, "可以抽查的报告只有 3 份，请减少份数。"),
        (Sampling("计划", percent=Decimal(0)), 3, "抽查比例应大于 0，不超过 100。"),
        (Sampling("计划", percent=Decimal("100.1")), 3, "抽查比例应大于 0，不超过 100。"),
        (
            Sampling("计划", size=1),
            0,
            "这个项目年度没有可以抽查的报告：要抽查的报告须已审定、有分值，且同一版本没有抽查过。",
        ),
    ],
)
def test_what_cannot_be_drawn(how, of, sentence):
    with pytest.raises(BadSample) as bad:
        size_of(how, of)
    assert str(bad.value) == sentence
