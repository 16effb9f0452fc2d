"""Measure words: what a numeral counts in, and whether that can only be whole things.

A Chinese numeral is a quantity because a measure word follows it (28个, 3.6亿元). The words are
grouped by what may be between two of them: between 3个 and 4个 nothing, between 3亩 and 4亩 much.
"""

import re
from dataclasses import dataclass

__all__ = ["LIGHT", "TIME", "Unit", "is_rate", "unit_at"]

TIME = """
年 天 夜 周 星期 小时 个小时 分钟 秒 秒钟 个月 个星期 个季度 个学期 个年头 个工作日 工作日 学时 课时
"""
_GROUPS = {word: group for group, words in {
    "count": """
个 名 人 家 次 场次 场 件 条 项 位 支 所 座 栋 幢 户 处 起 批次 批 期 间 台套 台次 台 辆次 辆 艘次
艘 架次 架 列 套 只 头 匹 张 份 篇 首 部 本 册 枚 块 颗 株 棵 根 片 面 门 节 堂 班次 班 组 队 对 岗
例 宗 笔 票 封 幅 层 站 段 类 种 款 样 道 轮 遍 趟 人次 人份 户次 家次 件次 车次 车 箱 桶 瓶 袋 盒
包 盏 床 席 桌 副 具 口 眼 尾 羽 顶 代 标箱 标准箱 集 招 课 科 任 卷 款次 项次 单 窝 丛 挂 枝 幕 环 排 路
""",
    "money": "元 美元 港元 港币 欧元 日元 英镑 韩元 澳元 加元 卢布 新台币 元人民币 人民币",
    "rate": "% ‰ 个百分点 百分点 倍 番 成 折 个基点 基点",
    "amount": """
公里 千米 米 厘米 毫米 里 海里 平方公里 平方千米 平方米 平方 平米 立方米 立方 亩 公顷 亩次 吨
吨标准煤 吨标煤 公斤 千克 克 斤 升 毫升 千瓦 千瓦时 兆瓦 兆瓦时 吉瓦 度 伏 千伏 千伏安 分贝 摄氏度
℃ 分 赫兹 微克 毫克 微米 纳米 瓦 帕 兆 吨公里 人年 人天 标台 km km² m² ㎡ kg kW kWh MW MWh GW GWh
mm cm nm GB TB PB Mbps Gbps TEU
""",
    "time": TIME,
    "age": "岁 周岁",
    # A town or a village needs no measure word after an Arabic numeral: 6镇2街道.
    "place": "镇 乡 村 街道 社区 县",
}.items() for word in words.split()}
# After a colon the characters that make the word another one: 人才, 支部, 成立, 分别.
_OTHER_WORDS = """
人:才民大均口工文社力物类员士事生 家:庭长电具政园乡属 名:额 支:部持撑付行出 组:织 单:位元一二三四五六七八九十
成:员立果效为功本就年长品交都绩因活群不套 折:合算叠 分:别之局会公院校支行为级类批区组头项层期工享布成解步子
周:年边围期岁末 天:然津使气 夜:间校里晚市景色空班 度:假 克:服 米:粉 面:向积临 场:馆所景 处:于理置级 所:有以
对:口接于应 班:子 队:伍 本:地级区市科土次年 批:准复 部:门分队署曲 节:气日能约点目水省 年:度级代均轻龄 条:件例
位:于列居一数 口:岸之子 头:并抓 番:薯茄 层:次级 期:间末 课:题程 科:技研学 任:务 路:径 环:境保 段:落
站:点 道:路 集:中团聚体 平方:公千米 立方:米 代:表 起:来 里:面程 台:阶账 县:级区域 村:级 镇:级 社区:级
"""
# 一 before these counts nothing: 一批, 一些, 一系列.
LIGHT = """
批 些 系列 种 类 片 段 面 路 样 道 环 层 代 对 轮 起 期 点 番 班 口 线 步 股 度 招 站 集 部分 把
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure word as printed, and its group."""

    word: str
    group: str

    @property
    def is_count(self) -> bool:
        """Whether only whole things can be counted in it."""
        return self.group in ("count", "place")


_NOT_BEFORE = dict(entry.split(":") for entry in _OTHER_WORDS.split())
_WORDS = "|".join(rf"{re.escape(word)}(?![{_NOT_BEFORE[word]}])" if word in _NOT_BEFORE else re.escape(word)
                  for word in sorted(_GROUPS, key=len, reverse=True))
_UNIT = re.compile(rf"(?P<word>{_WORDS})(?P<per>/(?:{_WORDS}|日|月|人年|平方公里))?(?!/)")


def unit_at(text: str, place: int) -> Unit | None:
    """Give the measure word that begins at `place`, the longest there is.

    A rate keeps its second word (元/吨); what it counts in is then no longer whole things.
    """
    found = _UNIT.match(text, place)
    if not found:
        return None
    return Unit(found.group(), "amount" if found["per"] else _GROUPS[found["word"]])


def is_rate(word: str) -> bool:
    """Tell whether a measure word is one of change or share: %, 个百分点, 倍, 成."""
    unit = unit_at(word, 0)
    return unit is not None and unit.group == "rate"
