"""What an actual may tell besides its result: plans, goals, differences, what was not done, and each of several.

Every question is asked of the words before and after a figure or a date.
"""

import re

from indicators.domain._directions import MOVED

_DONE = "(?:完成|竣工|完工|开工|开展|实施|实现|建成|落实|到位|下达|拨付|交付|投入使用|上线|验收)"
_BY = "于|在|到|至|今年|年内|年底|全年|[:]"
_SOON = f"(?:{_BY}|可|能|会|可以|能够|全部|基本)*"
_HOPE = "预计|预期|估计|(?<![草模虚比])拟(?![定制订合])|力争|争取(?=[于在年完达实])|有望|打算|确保"
#: 预计, 拟于, 计划完成 directly before a figure; 计划培训6次. 工作计划5份 and 预期寿命78岁 are no plans.
_PLANNED = re.compile(
    rf"(?:{_HOPE}|将(?=[于在达会完实])|(?<!按)(?<!按照)计划(?={_BY}|完|达|实|竣)){_SOON}(?:{_DONE}|达到?)*$"
    r"|^(?:原|年初|年度|全年)?(?:预计|估计|打算|计划(?!生育|免疫|单列|[内外]))[^0-9率度数值]{0,6}$"
)
_PLAN = re.compile("(?<!按)(?<!按照)计划$")
_PLANNED_AFTER = re.compile(
    rf"(?:前|内)?(?:(?:{_HOPE}|计划|将|可|能){_SOON}(?:{_DONE}|达到?|[0-9])|(?:{_HOPE}|计划)[数值]?$)"
)
#: 目标90%, 达到目标值≥90%, 全年任务500人. 完成计划95%, 任务完成95% and 计划完成率95% are results.
_GOAL = re.compile(
    "(?:已|均|未|没有)?(?:达到?|满足|超过|高于|低于|未达到?)?(?:年初|年度|全年|绩效|原|既?定|设定|下达的|预期)*"
    "(?:目标(?:任务)?|指标|计划|任务|标准值)[值数量]?(?:是|为|应|:)?"
)
_OF_GOAL = re.compile("(?:完成|占).*(?:目标|计划|任务)")
_GOAL_AFTER = re.compile("的?(?:年初|年度|全年|预期|绩效)*(?:目标|指标[值要]|计划|任务|要求)")
_REACHED = re.compile("(?:已|均|未|没有)?(?:达到?|满足|实现|超过|高于|低于|未达到?)|")
#: 未完成5个; 12月31日前未完成.
_NOT = "(?:未|没有?|无法)(?:能够?|有|曾)?(?:全部|全面|完全|按[时期]|如期|及时)?"
_UNDONE = re.compile(rf"{_NOT}{_DONE}+$")
_UNDONE_AFTER = re.compile(rf"(?:前|内)?(?:均|都|尚|仍|还|暂)*{_NOT}{_DONE}")
#: 不合格率2% beside a 合格率.
_FAILED = re.compile("(?:未|不)[^0-9]{1,6}率(?:为|是|达|占)?$")
_UNFINISHED = re.compile(rf"{_NOT}{_DONE}|正在|在建|(?:实施|建设|推进|进行|施工|办理|审核|改造)中(?![心标央])")
#: 节约20万元, 提高5%, 超额完成1种; where things are counted or measured, 提升12个 and 延长3公里 are deeds.
_BEYOND = "(?:超额?|超出|超过)(?:完成)?(?:年初|年度|全年)*(?:目标|计划|任务|预算)?[值数]?|多完成|少完成"
_MOVED = re.compile(rf"(?:{MOVED}|{_BEYOND})了?$")
_SPARED = re.compile("节余|结余|剩余|节支")
_LEVEL_REACHED = re.compile(f"(?:{MOVED}|降|升|减|缩减)[至到为]$")
_MOVED_COUNT = re.compile(rf"(?:增加|减少|净增|增长|下降|节约|节省|压减|核减|{_BEYOND})了?$")
#: 每期200人, 6月各1次. 每人, 每户, 每年 tell a rate.
_OF_EACH = re.compile(
    "(?:各|各自|各有|分别)(?:开展|举办|完成|组织|培训|召开|建成?|新建|建设|达到?|为|有|是)*$"
    "|每个?(?:季度?|月度?|半年|周|天|日|旬|学期|[期次场批班届轮节]|[区县市镇乡村校家所站点]|社区|街道|学校|项目|机构|单位)"
    "[^0-9]{0,6}$|^[×*]$"
)
_RATE = re.compile("率|幅|速|比例|系数|指数")
_PROGRESS = re.compile(
    "(?:实际|全年|总体|总|形象|工程|建设|施工|项目|任务|目标|已|均|都|达到?|为|共|累计|约|完成|进度|率|比例)*"
)


def is_planned(before: str, after: str = "") -> bool:
    """预计12月底完成, 拟完成95%, 12月底可完成, 项目计划12月底完成."""
    if _PLANNED.search(before) and not _OF_GOAL.match(before):
        return True
    return bool(_PLANNED_AFTER.match(after) or (_PLAN.search(before) and re.match(_DONE, after)))


def is_goal(before: str, after: str = "") -> bool:
    """目标90%, 达到目标值90%, ≥90%的目标."""
    if _GOAL.fullmatch(before):
        return True
    return bool(_GOAL_AFTER.match(after) and _REACHED.fullmatch(before))


def is_undone(before: str, after: str = "") -> bool:
    """未完成5个, 5个未完成, 不合格率2%."""
    return bool(_UNDONE.search(before) or _FAILED.search(before) or _UNDONE_AFTER.match(after))


def is_unfinished(text: str) -> bool:
    """Whether a text says that something is not done yet."""
    return bool(_UNFINISHED.search(text))


def is_progress(before: str) -> bool:
    """Whether a percentage after these words is how much of the work is done: 完成80%."""
    return bool(_PROGRESS.fullmatch(before))


def is_spared(words: str) -> bool:
    """Whether words tell of what is left over: 结余20万元."""
    return bool(_SPARED.search(words))


def is_difference(before: str, counted: bool) -> bool:
    """Whether a figure tells how far something went and not where it stands: 节约20万元, 提高5%."""
    return bool((_MOVED_COUNT if counted else _MOVED).search(before))


def is_level(before: str) -> bool:
    """Whether a figure tells where something stands after it went: 降至8%."""
    return bool(_LEVEL_REACHED.search(before))


def is_rate(name: str) -> bool:
    """Whether a name is that of a change's measure, which itself goes up and down: 增长率."""
    return bool(_RATE.search(name))


def is_of_each(before: str, after: str = "") -> bool:
    """Whether a figure is that of each of several: 每期200人, 各1次, 200人×3期."""
    return after == "×" or bool(_OF_EACH.search(before))
