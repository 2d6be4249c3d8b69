"""The words for units, as a person would list them; ``units`` gives them meaning."""

#: Dimension → its words with their factors (1 where none is written). Words of one dimension convert;
#: no two dimensions do. Land is measured in thirds of a ㎡, because 亩 is 2000/3 ㎡. Things counted form
#: groups whose members are taken for the same; 个 fits them all.
DIMENSIONS = {
    "percent": "% 百分比 ‰=0.1 成=10",
    "point": "百分点 个百分点",
    "times": "倍",
    "score": "分",
    "money": "元 块钱 元人民币",
    "dollar": "美元",
    "person": "人 名 位",
    "visit": "人次 例次",
    "household": "户",
    "month": "月 个月 年=12 周年=12",
    "minute": (
        "秒 秒钟 s 分钟=60 min=60 小时=3600 个小时=3600 h=3600 日=86400 天=86400 个自然日=86400 自然日=86400 "
        "周=604800 个星期=604800"
    ),
    "workday": "工作日 个工作日",
    "quarter": "季度 个季度",
    "metre": "米 m 延米 公里=1000 千米=1000 km=1000 KM=1000 厘米=0.01 cm=0.01 毫米=0.001 mm=0.001",
    "area": "平方米=3 平米=3 m2=3 平方=3 亩=2000 公顷=30000 平方公里=3000000 平方千米=3000000 km2=3000000",
    "volume": "升 L 毫升=0.001 ml=0.001 立方米=1000 立方=1000 方=1000 m3=1000",
    "mass": (
        "公斤 千克 kg 克=0.001 g=0.001 毫克=0.000001 mg=0.000001 微克=0.000000001 μg=0.000000001 ug=0.000000001 "
        "斤=0.5 吨=1000 t=1000"
    ),
    "power": "千瓦 kW kw KW 兆瓦=1000 MW=1000",
    "energy": "千瓦时 kWh kwh KWH KWh 度电",
    "data": "KB=0.001 MB GB=1000 TB=1000000",
    "bandwidth": "M Mbps",
    "celsius": "°C 摄氏度",
    "decibel": "分贝 dB",
    "ton-standard": "吨标准煤 吨标煤",
    "count": "个",
    "count:event": "次 场 期 批 批次 场次 届 轮 回 班次 期次",
    "count:body": "家 所 间 座 处 处所 幢 栋 站",
    "count:matter": "项 件 宗 起 例 桩 单 笔",
    "count:kind": "种 类 品种 款",
    "count:machine": "台 套 部 辆 架 艘 组 台套 台次 具",
    "count:paper": "篇 份 条 张 本 册 卷 幅 则 页",
    "count:place": "村 县 区 镇 乡 市 街道 社区 区县 行政村",
    "count:plant": "株 棵 头 只 羽 尾 匹",
    "count:piece": "块 片 根 支 盏 枚 瓶 盒 袋 箱 包 桶 口 眼 颗 粒 套房",
    "count:level": "级",
    "count:lesson": "学时 课时",
    "count:bed": "床 床位 张床位",
    "count:vehicle": "车次 辆次 架次 航班",
    "count:household-visit": "户次",
    "count:team": "支队伍 队 班 团",
}
#: Words that begin like a unit and are something else: 成立 is not 成, 方案 not 方.
NOT_BEFORE = (
    "成:立果员本效功熟交型就绩 方:案式法面便向针位 起:来始步 部:分门署 分:别级类析期解配层 期:间限望初末 "
    "项:目 区:域间级别 市:场级区县 县:级区 村:级民 镇:级 年:度底末初龄均报 月:度底末初均报 日:常均 "
    "人:均员才民大社 周:边期 组:织建成 类:似 处:理置罚于 支:出付持撑 条:件例 单:位 本:级市区省地年 "
    "户:均籍 只:有要 头:部 家:庭 口:径碑 站:点 块:链 队:伍 团:队 次:年月日要均 位:于居列 名:单录称 片:区 "
    "班:子 张:贴 点:位 包:括含 天:然 升:级 台:账 套:餐"
)
#: What a rate may be per, beside any unit; each is told by its own word.
PER_ONLY = (
    "百人 千人 万人 十万人 10万人 1万人 1千人 1000人 100人 千人口 万人口 十万人口 10万人口 十万 10万 万 千 百万 百万人 "
    "千人次 万人次 百户 千户 万元 亿元 百公里 人年 人月 生 学生 学年 学期 床日 "
    "门诊人次 季 月度 年度 人头 孩 童 校 班级"
)
#: The word by which a head is printed, where it has several or its own reads as a date (6月).
SAME_HEAD = {
    "百分比": "%",
    "月": "个月",
    "天": "日",
    "个自然日": "日",
    "自然日": "日",
    "工作日": "个工作日",
    "km": "公里",
    "m2": "平方米",
    "kw": "千瓦",
    "KW": "千瓦",
    "kWh": "千瓦时",
    "kwh": "千瓦时",
    "KWH": "千瓦时",
    "KWh": "千瓦时",
    "μg": "微克",
    "ug": "微克",
}
#: Words that say the same in what a rate is per.
SAME_PER = {
    "天": "日",
    "名": "人",
    "位": "人",
    "学生": "生",
    "年度": "年",
    "季度": "季",
    "个月": "月",
    "m2": "平方米",
    "m3": "立方米",
    "千人口": "千人",
    "100人": "百人",
    "1千人": "千人",
    "1000人": "千人",
    "万人口": "万人",
    "1万人": "万人",
    **dict.fromkeys(("十万", "十万人", "十万人口", "10万人", "10万人口"), "10万"),
}
#: Two things a rate is per, written as one word.
TWO_PER = {"人年": ("人", "年"), "人月": ("人", "月")}
#: A word written as two things: 元/人·次 is 元/人次.
ONE_PER = {("人", "次"): "人次", ("户", "次"): "户次"}
