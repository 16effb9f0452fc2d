"""What the page says of its own accord, in both languages; numbers in it come from the data."""

from __future__ import annotations

from ..style import Text

NAME = Text("Two regions in figures", "两地数字")

WORDS = {
    "name": NAME,
    "other_name": Text("两地数字", "Two regions in figures"),
    "claim": Text("What two Chinese press articles state in numbers, and how exactly",
                  "两篇报道写了哪些数字，写得多准"),
    "skip": Text("Skip to the content", "跳到正文"),
    "languages": Text("Language", "语言"),
    "contents": Text("On this page", "本页内容"),
    "lede": Text(
        "The articles state {observations} quantities. {hedged} of them are hedged: a word such as 近 or 多 makes the "
        "number inexact. Every chart shows which, every number leads back to the words that carry it, and what the "
        "words do not say is not drawn.",
        "两篇报道共写出{observations}个数量，其中{hedged}个带有“近”“多”一类的约数词。每张图都画明哪些是约数，"
        "每个数字都可查到原文用语；文中没有说的，图上不画。"),
    "article": Text("Article", "报道"),
    "about": Text("About", "内容"),
    "place": Text("Place", "所在地"),
    "stated": Text("States", "写出"),
    "stated_count": Text("{count} quantities, {hedged} hedged", "{count}个数量，其中约数{hedged}个"),
    "not_known": Text("Not known", "不详"),
    "reading": Text("How to read the charts", "怎样读这些图"),
    "mark_exact": Text("A solid mark is an exact number.", "实心标记为确数。"),
    "mark_hedged": Text("An open mark is hedged: it stands at the number printed and fades towards where the words let "
                        "the truth lie.", "空心标记为约数：立在印出的数上，向约数词所容许的一侧渐隐。"),
    "mark_criterion": Text("A triangle is a criterion that something else meets. It measures nothing.",
                           "三角为标准，由别的事物达到；本身不作计量。"),
    "hedges": Text("What the hedging words leave open", "约数词留有多大余地"),
    "hedges_note": Text("Bounds are computed from the words; nobody typed them. A hedged number is never charted as an "
                        "exact one, and the middle of its bounds is no estimate.",
                        "区间由原文用语算出，不由人填写。约数不画成确数；区间的中点也不是估计值。"),
    "word": Text("Word", "约数词"), "means": Text("How it is read", "读法"),
    "examples": Text("In the articles, and the bounds it leaves", "文中用例及所留区间"),
    "limits": Text("What cannot be compared, and why", "什么不能比较，为什么"),
    "limits_lede": Text("One article is about building organisations, the other about attracting industry and people. "
                        "A comparison needs the same indicator, over the same window, of the same base.",
                        "一篇写组织建设，一篇写产业与人才。要比较，须有同一指标、同一时段、同一基数。"),
    "same_kind": Text("The same kind of thing, but not the same indicator", "同一类事物，不是同一指标"),
    "same_kind_note": Text("What both articles count, in the words of our labels. No number stands here, because side "
                           "by side the numbers would mean nothing.",
                           "两篇都数到的事物，以下只列名称、不列数字：并列的数字没有意义。"),
    "kind": Text("Kind", "类别"),
    "relations": Text("Numbers that may count the same things", "可能互有重叠的数字"),
    "relations_count": Text("{count} pairs, each with the reason", "{count}对，各附理由"),
    "relations_note": Text("Rows that may overlap are never added up. What is not listed is not known, and is not "
                           "added up either.", "可能重叠的数字从不相加；未列出的关系不详，也不相加。"),
    "observation": Text("Observation", "名称"), "relation": Text("Relation", "关系"), "other": Text("Other", "另一项"),
    "reason": Text("Reason", "理由"), "basis": Text("Basis", "依据"),
    "figures": Text("The figures", "图"),
    "figure": Text("Figure {number}", "图{number}"),
    "figure_count": Text("{count} figures", "{count}张图"),
    "figure_count_one": Text("1 figure", "1张图"),
    "notebook_of": Text("Notebook: {theme}", "笔记本（英文）：{theme}"),
    "behind": Text("In words, and the rows behind it", "文字说明与所据数据"),
    "behind_count": Text("{count} rows", "{count}行"), "behind_count_one": Text("1 row", "1行"),
    "parts_count": Text("{count} parts", "{count}个组成部分"),
    "description": Text("In words", "文字说明"),
    "rows_caption": Text("The numbers behind figure {number}: {title}", "图{number}所据数字：{title}"),
    "parts_caption": Text("The named parts in figure {number}: {title}", "图{number}所列名目：{title}"),
    "phrase": Text("Words of the article", "原文用语"), "value": Text("Number printed", "印出的数"),
    "bounds": Text("Bounds", "区间"), "exact": Text("exact", "确数"),
    "period": Text("Period as stated", "时段（原文）"),
    "carried": Text("carried over from context", "承上下文"),
    "section": Text("Section", "小节"), "region": Text("Region", "地区"), "measure": Text("Measure", "计量"),
    "theme": Text("Theme", "主题"), "drawn": Text("Drawn in", "见图"), "criterion": Text("a criterion", "标准"),
    "also": Text("also", "又作"), "part": Text("Part", "名称"), "numbers": Text("Numbers stated", "所载数字"),
    "none": Text("none", "无"),
    "computed": Text("Computed for this figure", "为本图推算"),
    "computed_from": Text("{shown}, from: {rows}", "{shown}，据：{rows}"),
    "downloads": Text("Downloads", "下载"),
    "rows_csv": Text("Rows (CSV)", "数据行（CSV）"), "parts_csv": Text("Parts (CSV)", "组成部分（CSV）"),
    "not_made": Text("{formats}: not in this copy; the command “make figures” makes them.",
                     "{formats}：本次生成时尚未导出，可运行“make figures”制作。"),
    "table": Text("All observations", "全部数字"),
    "table_caption": Text("Every quantity that the articles state, with the words that carry it",
                          "两篇报道写出的每个数量及其原文用语"),
    "table_lede": Text("With data this small the table is the first graphic. The part of the words in bold is the "
                       "numeral with its hedge.", "数据不多，表格就是第一张图。原文用语中加粗的是数字及约数词。"),
    "search": Text("Search", "查找"), "search_hint": Text("a word in English or Chinese, a number", "中文、英文或数字"),
    "all": Text("all", "全部"), "exactness": Text("Exactness", "确数或约数"), "hedged_only": Text("hedged", "约数"),
    "exact_only": Text("exact", "确数"), "reset": Text("Show all", "显示全部"),
    "shown": Text("{shown} of {all} observations shown", "共{all}个数字，显示{shown}个"),
    "nothing": Text("No observation fits. Take a filter away.", "没有符合的数字，请放宽条件。"),
    "aside": Text("Numerals that measure nothing", "不计量的数字"),
    "aside_count": Text("{count} wordings set aside, each with its reason", "{count}处搁置，各附理由"),
    "aside_note": Text("Every numeral of the articles has been looked at. These stand in names, slogans, idioms and "
                       "dates.", "报道中的每个数字都逐一看过。以下出现在名称、口号、成语与日期之中。"),
    "notebooks": Text("The notebooks", "笔记本"),
    "notebooks_note": Text("Read-only, with their outputs. In JupyterLab every chart and table in them can be changed.",
                           "此处只读，附运行结果，文字为英文。在JupyterLab中，图表均可修改。"),
    "data": Text("The data", "数据"),
    "data_note": Text("Tables as CSV (UTF-8), described field by field in datapackage.json. A cell that a spreadsheet "
                      "would take for a formula has an apostrophe before it.",
                      "各表为CSV（UTF-8），各字段说明见datapackage.json。会被电子表格当作公式的单元格，前面加了撇号。"),
    "data_all": Text("All observations with bounds, in one file", "全部数字及其区间，合为一个文件"),
    "licence": Text("Licence", "许可"),
    "licence_note": Text("Code, arrangement, notes and charts: {licence}. Facts are free. The articles belong to those "
                         "who wrote and published them.",
                         "代码、编排、说明与图：{licence}。事实可自由使用；报道归其作者与出版者所有。"),
    "claim_note": Text("A number here is what an article states. Nobody has checked it against another source.",
                       "数字为报道所载，未与其他来源核对。"),
    "cite": Text("To cite: Two regions in figures (两地数字), version {version}. Name the article as well when you "
                 "quote a number.",
                 "引用：两地数字（Two regions in figures），版本{version}。引用数字时请一并注明报道。"),
    "back": Text("Back to the contents", "回到目录"),
    "read_only": Text("Read-only copy of a notebook, with its outputs as committed.", "笔记本的只读副本。"),
    "cell": Text("Code, cell {number}", "代码，第{number}格"),
    "output": Text("Table, cell {number}", "表格，第{number}格"),
    "figure_one": Text("Chart", "图"), "text_output": Text("Output, cell {number}", "输出，第{number}格"),
    "interactive": Text("Interactive: open the notebook in JupyterLab to use it.",
                        "可操作内容：请在JupyterLab中打开笔记本。"),
}

LIMITS = [
    (Text("No comparison, no ranking", "不比较，不排名"),
     Text("The two regions share no indicator, no denominator, and no window of time that is known to be the same. "
          "Only how the texts report, and sums of money named by their role, stand in one chart.",
          "两地没有共同的指标与分母，也没有确知相同的时段。同图并列的只有两篇文字怎样写，以及注明性质的各笔资金。")),
    (Text("No year", "没有年份"),
     Text("Neither article prints one. {periods} different windows are stated, {closed} of them at both ends; "
          "{undated} quantities carry no period at all. So nothing is given per month or per year.",
          "两篇都没有印年份。文中有{periods}种时段表述，{closed}两端都说明；{undated}个数量没有时段。"
          "因此不作月均、年均。")),
    (Text("No total of money", "资金没有合计"),
     Text("Which sum contains which is mostly not stated.", "哪一笔含于哪一笔，文中大多没有说。")),
    (Text("No total of people", "人数没有合计"),
     Text("Several counts may be of the same people.", "几个人数可能数的是同一批人。")),
    (Text("No coverage, no rate per head", "没有覆盖率，没有人均"),
     Text("But for the communities of Chao'an no denominator is given. A mean is called a mean.",
          "除潮安区的社区数外，文中没有给出分母。平均数一律写明是平均。")),
    (Text("No sizes from growth", "增速不作规模"),
     Text("Growth rates come without base values: the fastest need not be the largest.",
          "增速没有基数：增长最快的未必最大。")),
    (Text("No cause", "不说因果"),
     Text("That one thing led to another is how the sentences run. It is not measured.",
          "由此及彼是行文的说法，并未计量。")),
]
