"""What the panel says of its own accord, in both languages."""

from __future__ import annotations

from ..style import Text

ANY = Text("all", "全部")
EVERY_REGION = Text("all regions", "所有地区")
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
CHOICES = {
    "language": Text("Language", "语言"), "region": Text("Region", "地区"), "theme": Text("Theme", "主题"),
    "hedge": Text("Hedge", "约数"), "measure": Text("Measure", "计量"),
    "near": Text("近 keeps at least", "“近”不低于"),
}
EXACT, HEDGED = Text("exact only", "仅确数"), Text("hedged only", "仅约数")
OWN = Text("our convention", "本项目约定")
SAVE, RESET = Text("Save this figure", "保存此图"), Text("Start again", "恢复初始")
ROW = Text("Row", "所选行")
NO_ROW = Text("choose one to read its words and notes", "选一行，查看原文用语与说明")

NOTHING = Text("No observation fits these choices. Set one of them back to “all”.",
               "没有符合的数字，请将其中一项改回“全部”。")
CRITERIA = Text("Only criteria are left: they measure nothing, so no chart is drawn. The table shows them.",
                "只剩标准：标准不作计量，故不作图，见下表。")
REFUSED = Text("The sizes of several regions are not drawn side by side: the articles share no indicator, no "
               "denominator and no window of time known to be the same. Shown instead is how the texts report. Choose "
               "one region to see its numbers by size.",
               "不同地区的数字不按大小并列：各篇报道没有共同的指标与分母，也没有确知相同的时段。"
               "此处只显示各篇怎样写。选定一个地区，即可按大小查看。")
NO_NEAR = Text("None of these rows carries 近, so the convention changes nothing here.",
               "所选各行没有“近”，改变约定不影响任何数字。")
NEAR = Text("What the convention for 近 changes, and what it cannot change",
            "“近”的约定改变什么，不能改变什么")
SAVED = Text("Saved in {folder}/: {files}", "已存入{folder}/：{files}")
NOT_SAVED = Text("Not saved: {why}", "未保存：{why}")
START = Text("Back at the start.", "已恢复初始状态。")
COUNT = Text("{shown} of {all} observations chosen.", "已选{shown}个数字，共{all}个。")

COLUMNS = {
    "label": Text("Observation", "名称"), "phrase": Text("Words of the article", "原文用语"),
    "bounds": Text("Read as", "读作"), "period": Text("Period as stated", "时段（原文）"),
    "theme": Text("Theme", "主题"), "measure": Text("Measure", "计量"), "region": Text("Region", "地区"),
}
CARRIED = Text("{period}, carried over", "{period}，承上下文")
FACTS = {
    "phrase": Text("Words of the article", "原文用语"), "also": Text("Said again as", "又作"),
    "bounds": Text("Read as", "读作"), "period": Text("Period as stated", "时段（原文）"),
    "section": Text("Section of the article", "文中小节"), "theme": Text("Theme", "主题"),
    "measure": Text("Measure", "计量"), "note": Text("Take care", "注意"), "stage_note": Text("On the sorting", "归类"),
    "relations": Text("Other rows", "与其他行"), "source": Text("Article", "报道"),
}

# The searchable table's own words; English ones are the library's.
TABLE = {"zh": {
    "search": "查找：", "info": "第_START_至_END_行，共_TOTAL_行", "infoEmpty": "没有数据行",
    "infoFiltered": "（自_MAX_行筛选）", "emptyTable": "没有数据", "zeroRecords": "没有符合的数字",
    "select": {"rows": {"_": "已选%d行", "0": "点一行可查看说明", "1": "已选1行"}},
}, "en": {"select": {"rows": {"_": "%d rows selected", "0": "click a row to read its notes", "1": "1 row selected"}}}}
