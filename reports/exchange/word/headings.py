"""The words that stand over columns and beside cells in the official forms, as provinces vary them."""

import re
import unicodedata

#: No heading is longer.
LONGEST = 200
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
#: A year or a date before the heading itself: 2023年目标值, 截至12月底完成值.
_DATED = re.compile(r"(?:(?:19|20)\d\d年?度?)?(?:截[至止到].{0,12}?(?:日|月底?|年底|年末))?")
_MARKS = re.compile(r"[\s:：、,，.。;；*＊\"“”'‘’·/_-]+")


def bare(text: str) -> str:
    """A heading's words alone: no blanks, marks or brackets (全年预算数（A） → 全年预算数)."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    return text


def matcher(**patterns: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


HEADS = matcher(
    program="(?:专项)?(?:转移支付)?(?:项目|资金|专项)?名称|(?:专项|转移支付|项目|预算|支出){1,3}名称",
    central_department="(?:中央|国家|上级)(?:级)?主管(?:部门|单位)",
    local_department="(?:地方|项目|[省市区县州盟旗]级?|自治区级?|本级)?主管(?:部门|单位)(?:及代码)?",
    implementing_unit="(?:资金|项目)?(?:具体)?(?:实施|使用|承担|执行)(?:单位|部门)|项目单位|预算单位",
)
FUNDS = matcher(
    initial="年初预算(?:数|金额|资金)?|年初数|年初批复数",
    budget="(?:全年|年度|调整后?|本年|当年)?预算(?:数|金额|资金|安排数|总额)A?|(?:全年)?预算A?",
    received="(?:全年|实际|资金)?到位(?:数|金额|资金)",
    actual="(?:全年|年度|实际|本年|当年)?(?:执行|支出|使用)(?:数|金额|资金)B?|(?:全年)?执行B?|实际支出",
    rate="(?:预算|资金|全年)?执行率.{0,12}|完成率",
    weight="(?:指标|标准)?(?:分值|权重|满分|分数)",
    score="(?:自评|实际|评价|考核)?(?:得分|评分)",
)
INDICATORS = matcher(
    level1="一级(?:指标)?(?:名称)?|指标(?:类型|类别)",
    level2="二级(?:指标)?(?:名称)?",
    name="三级(?:指标)?(?:名称|内容)?|(?:具体|绩效)?指标(?:名称|内容)|具体指标|明细指标|指标",
    nature="(?:指标)?(?:性质|方向|符号)|(?:计算|运算|比较)(?:符号|关系)",
    unit="(?:度量|计量|指标|计算)单位|单位",
    target="(?:年度|全年|年初|预期|计划|设定|绩效|申报|当年|本年|预计)*"
    "(?:指标值|目标值|绩效目标值|指标目标值|目标|计划值|预期值|标准值)|(?:年度|全年|本年)?(?:计划|预期|预计|应)(?:完成|实现)(?:值|数|情况)?",
    actual="(?:全年|年度|本年|年末|年底|自评|实际|指标|绩效|目标)*(?:完成值|完成情况|完成指标值|实际值|实现值|完成数|实现情况|完成)",
    weight="(?:指标|标准)?(?:分值|权重|满分|分数|标准分)(?:值)?",
    score="(?:自评|实际|评价|考核|复核)?(?:得分|评分)(?:值)?|(?:自评|实得|评价|考核)分(?:值|数)?",
    reason="(?:.*(?:原因|改进措施).*)",
    criterion="(?:评价|评分|考核|扣分)(?:要点|标准|说明|依据|细则)(?:及说明|和说明|及依据)?|指标(?:解释|说明)",
    remark="备注|其他|佐证材料|资料来源|数据来源",
    number="序号|编号|编码",
)
MANAGEMENT = matcher(statement="情况说明|管理情况说明", problem="存在(?:的)?问题(?:[和及与]|以及)?改进措施|存在问题")
GOALS = matcher(
    target="(?:年初|年度|全年|预期|设定|总体|绩效|计划|当年)*目标(?:设定)?(?:值|内容)?",
    actual="(?:全年|年度|目标|总体|实际|年末)*(?:完成|实现)情况(?:说明)?",
)
REMARKS = re.compile("(?:其他|有关)?(?:需要?)?说明(?:的?(?:问题|事项|情况))?|备注")
TOTAL = re.compile("(?:总|合|自评总|综合|加权)(?:分|计|得分|合计)(?:值|得分)?")
FUNDS_TOTAL = re.compile("(?:年度|项目|预算|全年|资金)*(?:资金)?(?:总额|总计|合计)|资金总额.*|合计|小计")
FUNDS_LABEL = re.compile("(?:年度|项目|预算|全年)*(?:资金|经费|预算)(?:投入|执行|使用|安排)*(?:情况)?(?:万元|元)?")
SOURCE = re.compile("资金(?:来源|性质|名称|类别)?|来源")
EDGE = re.compile("(?:年度)?(?:绩效|评价)?指标(?:体系|完成情况)?")
FORM_TITLE = re.compile("自评表|评价指标体系|自评价表|绩效目标完成情况表|评分表")
NOTE = re.compile(r"\s*(?:备?注\s*[:：\d]|填表?说明\s*[:：]|填报人|联系电话|填报日期|单位负责人|审核人)")
CONTINUED = re.compile(r"[（(]\s*(?:续|接上[表页]|上接.{0,4})\s*[)）]|^续[:：]|^续$")


def named(text: str, words: dict[str, re.Pattern[str]]) -> str:
    """Which of these headings a cell is, "" for none."""
    found = bare(text)
    found = found[_DATED.match(found).end() :]  # type: ignore[union-attr]  # a blank match is one
    return next((name for name, pattern in words.items() if pattern.fullmatch(found)), "") if len(found) < 40 else ""


def names_form(text: str) -> bool:
    """Whether a line is a form's title, also with blanks between its characters (绩 效 自 评 表)."""
    return FORM_TITLE.search("".join(text.split())) is not None
