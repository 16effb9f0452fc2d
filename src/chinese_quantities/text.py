"""Text made plain for the rules: one form of every character, no gap inside a phrase.

Digits become half-width, traditional characters simplified, and the line breaks and spaces of a
printed page go; the way back to the original places is kept.
"""

import re

__all__ = ["squeeze"]

# One character for one character, so that no place in the text moves. The traditional characters
# are those whose simplified forms the rules of this package mention.
_TRADITIONAL = (
    "佔來係個備傢價億內兩冊別則創劃動務勵區參員問單噸噹國圍園圖團堅報場塊學審將專對導屆層屬島峽嵗師帶幣幹幾廠張強後"
    "徑從復慶應戰戶捲掛揮損摺撐撥撿攝數於旣昇時會條棟業樓標樣橋機權歐歲歷歸毀氣沒減湊準滿灣災為無熱爭獎現環產産畝當"
    "疊發盞盤眾確碼磚禮種稱積窩筆箇節簡簽籤糧糾紀約納級細組結給統絲經綫維網線編緩緻縣總績織繩繪繫續習聯職臨臺興舉舘"
    "華萬處號術裏補裡製複見規視親計訟訪設許訴該認課調諾講識護變貝負貧貳貸貼資賬趕躍車軍輕輛輪農這連週進遊過達違遠邊"
    "鄉鄰醫鎮鐘長門開間閤關陞陸隊階隱隻雙難電頂項預領頭顆題額類餘館馬體髮黃點黨齡齣圓"
)
_SIMPLIFIED = (
    "占来系个备家价亿内两册别则创划动务励区参员问单吨当国围园图团坚报场块学审将专对导届层属岛峡岁师带币干几厂张强后"
    "径从复庆应战户卷挂挥损折撑拨捡摄数于既升时会条栋业楼标样桥机权欧岁历归毁气没减凑准满湾灾为无热争奖现环产产亩当"
    "叠发盏盘众确码砖礼种称积窝笔个节简签签粮纠纪约纳级细组结给统丝经线维网线编缓致县总绩织绳绘系续习联职临台兴举馆"
    "华万处号术里补里制复见规视亲计讼访设许诉该认课调诺讲识护变贝负贫贰贷贴资账赶跃车军轻辆轮农这连周进游过达违远边"
    "乡邻医镇钟长门开间合关升陆队阶隐只双难电顶项预领头颗题额类余馆马体发黄点党龄出元"
)
_FORMS = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | str.maketrans(
    _TRADITIONAL + "﹣−–—―〜∼∶○壹贰貳叁柒捌玖", _SIMPLIFIED + "--———~~:〇一二二三七八九"
)
# Alone these capital numerals are ordinary characters (队伍陆续, 大陆, 收拾): they count only in
# a row that has a place (伍拾, 陆佰), or before 万元.
_CAPITALS = str.maketrans("肆伍陆拾佰仟", "四五六十百千")
_CAPITAL_ROW = re.compile("(?<![收捡])[零一二三七八九肆伍陆拾佰仟]{2,}|[肆伍陆拾佰仟](?=[万亿]元)")

# A gap is kept between two digits or letters of one line, and before the next item of a list.
_ALIKE = re.compile(r"[0-9A-Za-z.]{2}|[零〇一二两三四五六七八九]{2}")
_ITEM = re.compile(r"\d{1,2}[.、)](?!\d)")


def squeeze(text: str) -> tuple[str, list[int]]:
    r"""Give `text` in one form of every character and without the gaps inside a phrase.

    A newspaper's line break may cut a phrase, even a number, so gaps are dropped. A gap stays, as
    one space, where closing it could make a number that is not there: between two digits in a
    line, around lines without a Chinese word (tables), before the item of a list.

    Returns
    -------
    clean : str
        The text without gaps; digits are Arabic or Chinese, half-width, characters simplified.
    places : list of int
        For each character of `clean` its place in `text`.

    Examples
    --------
    >>> squeeze("近 ４\n0萬元")
    ('近40万元', [0, 2, 4, 5, 6])
    """
    text = text.translate(_FORMS)
    text = _CAPITAL_ROW.sub(_lower, text)
    clean: list[str] = []
    places: list[int] = []
    for word in re.finditer(r"\S+", text):
        if clean and _gap_counts(text, places[-1], word.start()):
            clean.append(" ")
            places.append(places[-1] + 1)
        clean.extend(word.group())
        places.extend(range(*word.span()))
    return "".join(clean), places


def _lower(row: re.Match) -> str:
    word = row.group()
    return word.translate(_CAPITALS) if len(word) == 1 or {*word} & {*"拾佰仟"} else word


def _gap_counts(text: str, left: int, right: int) -> bool:
    """Say whether the gap between two places keeps two numbers apart."""
    if not _ALIKE.fullmatch(text[left] + text[right]):
        return False
    if "\n" not in text[left:right] or text[left].isalpha() != text[right].isalpha():
        return True
    before = text[text.rfind("\n", 0, left) + 1 : left + 1]
    after = text[right : text.find("\n", right) if "\n" in text[right:] else len(text)]
    prose = re.search(r"[\u4e00-\u9fff]", before) and re.search(r"[\u4e00-\u9fff]", after)
    return not prose or bool(_ITEM.match(after))
