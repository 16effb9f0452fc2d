"""What a report says of its own accord."""

from __future__ import annotations

from ..style import Text

NAME = Text("Two regions in figures", "两地数字")
CLAIM = Text("What two press articles state in numbers, and how exactly", "两篇报道写了哪些数字，写得多准")
GUIDE = Text("How to read the charts", "怎样读这些图")
RULES = [
    Text("A solid mark is an exact number. An open mark is hedged in the article: it stands at the number printed, "
         "and fades towards where the words let the truth lie.",
         "实心标记为准确数字；空心标记为文中的约数：标记立在所印数字处，向约数词所容许的一侧渐隐。"),
    Text("Beside a hedged mark stand what the article says and the bounds that its words leave: nearly 300 (270–299). "
         "The notes give the Chinese word: nearly (近).",
         "约数旁写原文用语及其所留区间，如：近300场次（270—299）。"),
    Text("Periods are given in the words of the article. No year is printed in it, and none is added.",
         "时段照录原文。原文不印年份，本报告也不补年份。"),
    Text("The two regions share no indicator, no period and no denominator: nothing here compares or ranks them.",
         "两地没有共同的指标、时段与分母，故不比较、不排名。"),
    Text("A number is what an article states. Nobody has checked it against another source.",
         "数字为报道所载，未与其他来源核对。"),
]
CONTENTS = Text("Figures", "图目录")
FIGURE = Text("Figure", "图")
TABLE = Text("Table", "表")
ROWS = Text("Table of rows", "数据行表")
PARTS = Text("Table of parts", "组成部分表")
WHOLE = Text("All observations", "全部数字")
SEE_WHOLE = Text("Its {count} rows stand in “All observations”, at the end.", "本图{count}行数据见文末“全部数字”。")
FOR_WHOLE = Text("The rows of figures that draw more than {most}: {names}.",
                 "各图超过{most}行者，数据行并列于此：{names}。")
DRAWN_BY = Text("Figure {name}, notebook {notebook}.", "图 {name}，笔记本 {notebook}。")
PAGES = Text("{title} ({page} of {pages})", "{title}（{page}/{pages}）")
