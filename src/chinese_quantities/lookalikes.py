"""Numerals that measure nothing: dates, ordinals, ranks, periods, names, slogans, idioms.

:func:`kind_of` looks at what stands around a numeral. The rules are grammar where grammar decides
(第 makes an ordinal, four digits before 年 a date, 级 a rank) and short closed lists where only
the dictionary does (festivals, set idioms, places whose names begin with a numeral).

What no rule fits may still be no quantity: without a measure word behind it, a Chinese numeral is
a name (三农, 两新). The scanner decides that, because it knows the measure words.
"""

import re

from .measures import TIME

__all__ = ["RULES", "is_large", "kind_of", "quoted"]

_D = "一二三四五六七八九十"
_N = "<[^>]*>"
_TIME = "|".join(sorted(TIME.split(), key=len, reverse=True)) + "|个[多半]?月|[多半]?月|年多"
_YEAR = rf"(?:(?:1[89]|20)\d\d|二[〇零][{_D}〇零]{{2}}|一[八九][{_D}〇零]{{2}})"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_D}])"
_DAY = rf"(?:[1-9]|[12]\d|3[01]|[二三]?十?[{_D}])"
_TO = r"(?:至|到|~|—+|-)"
_NAMED = "计划|工程|行动|专项|热线|模式|机制|工作法|国道|高速|省道|县道|专线|平台|规划|战略|医院|厂|室|院|团"
_MEASURES = "番折个名次项件条年月天周日元成倍届级期批人家位场户组支所座处台辆间份篇"

# The numeral, with 多 or 余, stands between < and >; the first rule that fits decides. Each rule
# has an example, on which it is tested.
RULES: list[tuple[str, str, str]] = [
    # --- dates and times of day
    ("date", rf"(?<!\d)<(?:{_YEAR}年?{_TO})?{_YEAR}>年(?!来)", "2023年至2025年"),
    ("date", rf"[〔\[(]<{_YEAR}>[〕\])]|<{_YEAR}>[—-](?=\d)", "〔2023〕15号"),
    ("date", rf"<(?:{_MONTH}{_TO})?{_MONTH}>月(?![饼嫂牙])", "1—7月"),
    ("date", rf"[正腊冬]月{_N}|[年月]{_N}[月日号]|>季度|>年代", "三季度"),
    ("date", rf"<(?:{_DAY}{_TO})?{_DAY}>日(?![元常用游])", "15日"),
    ("date", rf"[午晨早晚夜日]{_N}[点时]|>时(?![间代许长常候而])", "上午9时"),
    ("date", rf"[点时]{_N}分(?!之)", "时30分"),
    ("date", r"[\d十一二]点<半>(?!小时)", "11点半"),
    ("date", r">点(?:<|整|半|钟|\d|左右|开始|前|后|许)", "8点30分"),
    ("date", r"<\d{1,2}>:\d\d(?!\d)|(?<!\d)\d{1,2}:<\d\d>(?!\d)", "9:30"),
    ("date", rf"(?<!一)(?:周|星期|礼拜)<[{_D}]>(?![个次天节场名家年项件])", "每周五"),
    ("date", rf"{_N}(?:、[{_D}\d]+)+(?:月(?![饼嫂牙])|季度|日)", "三、四季度"),
    ("date", rf"[{_D}]月<[初廿]?[{_D}]+>(?![{_MEASURES}多余])|[上下前后]<半>年", "八月十五"),
    ("date", r"<(?:五一|五四|三八|六一|七一|八一|九一八)>(?!\d|[个名家件项点])", "五一假期"),
    ("date", r"<十一>(?:假期|黄金周|长假|国庆)", "十一假期"),
    # --- what has a number for a name, or for a grade
    ("rank", rf"{_N}A+级", "5A级"),
    ("name", rf"[A-Za-z@#№]-?{_N}|(?<=[A-Za-z0-9)])[·.×/+]{_N}|{_N}[·×+]", "G60"),
    ("name", rf"{_N}[A-Za-z](?![A-Za-z²³])", "5G"),
    ("name", r"<\d+\.0>(?!%|个|万|亿|元)|<[\d.]+>:\d|\d:<[\d.]+>", "工业4.0"),
    ("name", r"<\d+>[栋幢座号](?=\d+(?:单元|层|楼|室))|[栋幢座号元]<\d+>(?:单元|层|楼|室)", "3栋2单元"),
    ("name", rf"<(?:\d+|[二两三五]?[百千])>强(?![调化大力])|单位:{_N}|<\d0>后(?![备续勤])", "500强"),
    ("name", r"<十[一二三四五六]五>", "十四五规划"),
    ("name", r"<(?:985|211)>(?=高校|院校|大学|工程|[、和](?:985|211))|(?<=985[、和])<211>", "985高校"),
    ("name", r"<1(?:10|19|20|22|2\d{3})>(?=接|急|报|指挥|服务|政务|热线|平台)", "12345热线"),
    ("name", rf"<(?:\d{{3,}}|[{_D[1:]}千百万]+)>(?:{_NAMED})|<[千万]>人计划", "863计划"),
    ("name", rf"<[{_D}]>(?:项规定|次全[会体])|>位一体|双<一>流|<一>带一路|一带<一>路", "八项规定"),
    ("name", rf"{_N}(?:分钟|小时|公里|刻钟)[^,。、]{{0,6}}圈", "15分钟便民生活圈"),
    ("name", r"<三>门[峡县湾]|<[五三九]>台[山县区]|<七>台河|<三>元[区里桥]|<五>家渠", "三门峡"),
    ("name", rf"{_N}人制", "五人制足球"),
    ("name", r"(?<![近超逾约上过达])<[百千万]>人[^,。;、\d]{1,6}率", "万人成讼率"),
    ("name", r"(?<![近超逾约上过达])<[百千万]>元[^,。;、\d]{0,8}(?:能耗|水耗|用水量)", "万元产值能耗"),
    ("ordinal", rf"<[{_D}]>环(?:路|线|高架|[以之]?[内外])", "三环路"),
    ("name", rf"{_N}年一遇|年<一>遇", "50年一遇"),
    ("name", r"[A-Z、]?<\d{1,3}>路(?:(?=[、和等])|公交|[汽电]车)", "27路公交"),
    # --- places in an order
    ("ordinal", rf"第{_N}|初<十?[{_D}]?>(?!步)|>周年|>届|>世纪|>号(?![召称])", "第3批"),
    ("ordinal", rf"<[{_D}]+>、(?![{_D}\d百])|\(<[{_D}\d]{{1,2}}>\)", "一、提高认识"),
    ("ordinal", rf"(?:^|[,。;:、!?])<[{_D}]>(?:是|要|则)", "一是"),
    ("ordinal", r"(?:^|[。;:!?])<\d{1,2}>[.、](?!\d)", "1.加强"),
    ("ordinal", rf"(?<![提目以之日此会从先])前{_N}[名位强]|[名居列位排]前{_N}|居{_N}位", "前三名"),
    ("ordinal", "<二>[次期层类段道批轮版]", "二次供水"),
    ("ordinal", rf"<[{_D}]+>(?:、[{_D}])*次?产(?:业|(?![生出权品量]))", "一、二、三产业"),
    ("ordinal", rf"<[{_D}]>、[{_D}]期|{_N}(?:、[{_D}\d]+)+[号届]", "一、二期工程"),
    ("ordinal", r"<[一二]>审(?!批)", "一审"),
    ("ordinal", rf"<[{_D}]>期(?:工程|项目|建设|厂|投资|开工|竣工|投产|、)", "一期工程"),
    # --- grades
    ("rank", rf"<[{_D}]>(?:、[{_D}])+星?级", "三、四级手术"),
    ("rank", r"(?<![百千万亿])>星?级|>等[奖功级]|<三>甲", "省、市两级"),
    ("rank", r">流(?![量动程通域])|<[一二三]>本(?:院|大学|高校|以上)", "一流大学"),
    ("rank", r"<[二三四五]>线(?![路索以])|<一>线城市", "二线城市"),
    # --- set phrases
    ("idiom", r"<千>[方山言军辛丝变头锤秋]|千[方山言军辛丝变头锤秋]<[百万]>|<千>家万|千家<万>", "千方百计"),
    ("idiom", r"<[万百]>[紫水发战]|[万百][紫水发战]<[千百]>|>位数", "两位数"),
    ("idiom", r"(?<![近超逾上数约几足到达])<[百千万]>家(?![企单门商机店药])", "走进万家"),
    ("idiom", r"<四>面八|四面<八>|<五>湖四|五湖<四>|<四>通八|四通<八>", "五湖四海"),
    ("idiom", r"<三>[令番心][五二]|三[令番心]<[五二]>|<七>上八|七上<八>", "三令五申"),
    ("idiom", r"<万一>|<([一二三千万两])\1", "万一"),
    ("idiom", r"<十>[足分](?![钟之制贝])|<十>全十|十全<十>", "十分"),
    ("idiom", r"[统唯单专之不如合归划始整]<一>|[进逐每]<一>步|<一>步", "统一"),
    ("idiom", r"<一>(?:[路道样同致面旦度般]|起(?!.{0,12}[案故件火纠诉]))(?!电)", "一起学习"),
    ("idiom", r"<一>.{1,2}[式性化体](?!系)|最[后先]<一>(?![批个名次项家])", "一站式"),
    ("idiom", r"<一>[对心年朝举点字砖草问丝言]一|一[对心年朝举点字砖草问丝言]<一>", "一对一"),
    ("idiom", r"<一>(?:条[龙心]|盘棋|张[网图]|件事|家[亲人]|口气|股绳)", "一盘棋"),
    ("idiom", r"<一>(?:[把门][手抓]|肩挑|技之|视同仁|如既往|马当先)", "一马当先"),
    ("idiom", r"(?<![过超近占达多大小约逾])<半>(?![数年天个公亩岁倍]|小时)", "半山腰"),
    ("idiom", r"<十万>[火大]|[没不无]有?了?<几>|<一>年半载|一年<半>载", "十万火急"),
    # --- stretches of time
    ("period", r"(?<![达时已了用续约])(?<!历经)(?:(?<![将接几逼])近|最近|连续|过去|未来|今后|(?<!创)新"
               rf"|(?<![提目以之日此会从先])[前后]|这){_N}(?:{_TIME})(?!龄)", "近两年"),
    ("period", rf"{_N}(?:{_TIME})(?:以?来|间|之?内|期|之?[前后]|行动|规划|计划|攻坚|大计|任务|大庆)", "三年行动"),
    # --- slogans: a numeral and a word, twice over
    ("slogan", rf"<[{_D}两]>[^{_MEASURES}\d,。、<>][{_D}两多](?!个)", "三查四看"),
    ("slogan", rf"[{_D}两][^{_MEASURES}\d,。、<>]<[{_D}两]>(?![个名次项件条年天家人])", "五帮两带"),
    ("slogan", r"<一>[^\d,。、<>]一(?![个批])|一[^\d,。、<>]<一>(?![个批名次项])", "一村一品"),
    ("slogan", r"<[百千万]>[^至到]{1,2}[百千万]|[百千万][^至到]{1,2}<[百千万]>(?![元个名人户家])", "万企兴万村"),
    ("slogan", r"个<一>(?:[”,。]|$)", "五个一"),
    ("slogan", r"<[二两三四五]>个(?:代表(?!团|队|处|性)|意识|自信|维护|确立|全面|服从|务必|结合|答卷)", "四个意识"),
    # --- articles, and the "per" of a rate
    ("classifier", r"(?<!翻)(?<!翻了)(?<!翻[近超约])(?<!翻了[近超约])<一>番", "一番事业"),
    ("classifier", rf"每[隔逢]?{_N}|[同另某任每这那该无]<一>|[唯统]<一一>", "每3天"),
]
_RULES = [(kind, re.compile(pattern)) for kind, pattern, _ in RULES]
_REACH = 12
_LARGE = re.compile("[0-9零〇一二两三四五六七八九十廿卅].*[万亿]")
_SPEECH = re.compile("[“「『‘](?=[^”」』’]{9})[^”」』’]{0,120}[。!?]")


def kind_of(text: str, start: int, end: int) -> str | None:
    """Say what a numeral of a squeezed text is, or None where it may be a quantity.

    At ``text[start:end]`` it stands with its scale and 多 or 余, without its measure word.

    Returns
    -------
    str or None
        ``"date"``, ``"name"``, ``"ordinal"``, ``"rank"``, ``"idiom"``, ``"period"``,
        ``"slogan"`` or ``"classifier"`` (每3天, 另一个: it says "per" or "a").
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    window = f"{before}<{text[start:end]}>{after}"
    large = is_large(text[start:end])
    for kind, rule in _RULES:
        if not (large and kind == "name") and rule.search(window):
            return kind
    return None


def is_large(numeral: str) -> bool:
    """Say whether a numeral is a digit with 万 or 亿 (44亿, 三千万): never a mere name."""
    return bool(_LARGE.search(numeral))


def quoted(text: str, place: int) -> bool:
    """Say whether `place` stands inside quotation marks that opened a few characters before.

    Marks around a whole sentence quote a person, and do not make a name of what is said.
    """
    nearest = max(0, place - 2 * _REACH)
    opened = max(text.rfind(mark, nearest, place) for mark in "“「『‘《")
    closed = max(text.rfind(mark, nearest, place) for mark in "”」』’》")
    return opened > closed and not _SPEECH.match(text, opened)
