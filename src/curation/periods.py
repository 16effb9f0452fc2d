"""Time windows in the words of an article, and which of them governs a quantity.

The window that stands nearest before a quantity in its sentence governs it: stated where no comma
or semicolon stands between the two, carried over from a neighbouring clause otherwise. A level
before a change (214家 in 从214家扩充至457家) has only the window that stands between 从 and it.
"""

import re
from typing import NamedTuple

from helpers.rules import GAP

_N = r"(?:\d{1,3}|[一二两三四五六七八九十几]{1,3})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][零〇九一二三四五六七八九]{3})年"
_THIS = rf"(?:今年|去年|前年|明年|当年|本年度|{_YEAR})"
_MONTH = rf"{_N}月(?:份|{_N}[日号]|[底末初]|[上中下]旬)?"
_PART = rf"(?:[上下]半年|(?:第?{_N}|前{_N}个?)季度|前{_N}(?:个月|季度)|{_N}[—\-至到~]{_N}月份?|年[底末初中]|全年)"
_SPELL = rf"(?:{_N}(?:多|余)?(?:年|个月|月|周|天)|几年|年)"
_TO = "[—\\-–~至到]"

# The longest words first: the first pattern that fits at a place decides.
_PATTERNS = [
    rf"截[至止]到?(?:{_THIS}?(?:{_MONTH}|{_PART})|{_THIS}[底末初]?|目前|当前|现在|今日?)",
    r"(?:从|自)(?:[^,，。;；、\d]|\d+[年月日]){2,16}?(?:以来|起|至今)",
    rf"(?:(?:最?近|过去|这){_SPELL}(?:以?来|间|里)?(?<!近年)(?<!近月)|近年来|连续{_N}年|{_N}年(?:多|余)?(?:以?来|间))",
    rf"{_YEAR}{_TO}{_YEAR}|{_THIS}(?:{_MONTH}|{_PART}){_TO}(?:{_MONTH})",
    rf"(?:{_THIS}|{_MONTH}|年初|开年|入[春夏秋冬汛]|去冬今春|春节|国庆|暑期|“?十[一二三四]五”?)(?:以来|期间)",
    rf"{_THIS}(?:{_PART}|{_MONTH}|[底末初])|{_PART}|{_THIS}|“十[一二三四]五”期间",
    r"目前|至今|迄今|如今|眼下|现阶段|本月|上月|当月|本季度",
]
WINDOW = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_OWN = re.compile(f"(?:{WINDOW.pattern})(?:同期)?")
_IN = r"[^,，。;；:：、]"  # a character inside a clause
_CHANGE = f"(?:增|扩|提|升|长|发展|拓|降|减|缩|跃|翻|攀|壮大|突破|变|改){_IN}{{0,5}}?"
_CHANGES = [  # what stands before a level before a change, and what behind it
    (re.compile(f"[从由](?P<own>{_IN}{{0,14}})$"), re.compile(rf"(?:{_IN}{{0,8}}?{_CHANGE})?(?:至|到|为|成|突破)")),
    (re.compile(f"[比较](?P<own>{_IN}{{0,14}})$"), re.compile(rf"{_IN}{{0,6}}?[增多少减降提升高低扩长]")),
    (re.compile(f"在(?P<own>{_IN}{{0,10}})$"), re.compile(rf"{_IN}{{0,6}}?的?基础上")),
    (re.compile("(?P<own>)(?:原有|原来的?|原先的?|此前的?|起初的?|最初的?)$"), re.compile("")),
]
_CAME_TO = re.compile(f"[从由]{_IN}+?[至到](?P<own>{_IN}{{2,12}}?)的$")  # 从2020年的214家增长到2023年的457家


class Window(NamedTuple):
    """The period of a quantity as printed, or none, and its basis: stated, carried or none."""

    period: str = "none"
    basis: str = "none"


def find_window(joined: str, start: int, end: int) -> Window:
    """Find the window that governs a quantity, whose words stand from `start` to `end` in a text without white space.

    Examples
    --------
    >>> find_window("今年以来共拨付近400万元,新建2个。", 14, 16)
    Window(period='今年以来', basis='carried')
    >>> find_window("截至6月底,网店从214家扩充至457家。", 9, 13)
    Window(period='none', basis='none')
    """
    sentence = re.split("[。！？!?]", joined[max(0, start - 600):start])[-1]
    came_to = _CAME_TO.search(sentence[-40:])
    end_of_change = came_to if came_to and WINDOW.fullmatch(came_to["own"]) else find_level(joined, start, end)
    if end_of_change:
        own = _OWN.search(end_of_change["own"])
        return Window(own.group(), "stated") if own else Window()
    found = [window for window in WINDOW.finditer(sentence) if not _belongs(sentence, window)]
    if not found:
        return Window()
    apart = re.search("[;；]|(?<=.)[,，]", sentence[found[-1].end():])
    return Window(found[-1].group(), "carried" if apart else "stated")


def find_level(joined: str, start: int, end: int) -> re.Match | None:
    """Find the words that make a quantity the level before a change: the 从 before the 214 of 从214家扩充至457家.

    What alone can date it is their group `own`. None where the quantity is no such level.
    """
    return next((level for pattern, onward in _CHANGES
                 if (level := pattern.search(joined, max(0, start - 16), start)) and onward.match(joined, end)), None)


def _belongs(sentence: str, window: re.Match) -> bool:
    """Tell whether a window belongs to a name or to what is counted: 今年的重点, 到2025年, 三年行动."""
    before, after = sentence[:window.start()], sentence[window.end():]
    if before.endswith(("到", "至", "力争", "计划", "预计", "比", "较", "《", "同比", "的", "第")):
        return True
    return after.startswith(("的", "行动", "计划", "规划", "同期", "新成立", "底前", "前", "》", "任务", "一号"))


def state_ends(period: str) -> tuple[str, str]:
    """Say which ends a window states (`stated` or `unstated` each); gaps where a person must."""
    closed, open_ = "stated", "unstated"
    if re.fullmatch("目前|如今|眼下|现阶段|至今|迄今|截[至止]到?(?:目前|今|当前|现在)|.*同期", period):
        return open_, open_
    if period.startswith(("截至", "截止")):
        return open_, closed
    if re.search("(以来|来|至今|起)$", period):
        return closed, open_
    if re.fullmatch(rf"{_THIS}?(?:{_PART}|{_MONTH}|[底末初])|{_YEAR}|去年|前年|上月|本月", period):
        return closed, closed
    return GAP, GAP
