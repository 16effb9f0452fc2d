"""Make text safe to set in a page, with the Chinese in it marked as Chinese."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markupsafe import Markup, escape

_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# From the first Chinese character, with a number right before it, to the last one: 近300场次, 27个社区.
_CHINESE = re.compile(rf"(?:\d[\d.,]*)?[{_HAN}](?:[{_HAN}\d.,%—…“”·]*[{_HAN}])?")
_KEEP = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "b", "i", "code", "pre", "br", "hr",
         "del", "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "span", "sub", "sup"}
_VOID = {"br", "hr"}
_DROP = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "select", "textarea"}
_SAFE_CLASS = re.compile(r"[a-z0-9]{1,4}")  # those of the highlighter
_SAFE_LINK = re.compile(r"(?:https?://|[\w./-]+\.html(?:#[\w-]*)?$|#[\w-]+$)")


def mark_chinese(text: object) -> Markup:
    """Escape a text and mark its Chinese runs, for a page in another language."""
    text, out, end = str(text), [], 0
    for run in _CHINESE.finditer(text):
        out += [escape(text[end:run.start()]), Markup('<span lang="zh-Hans">{}</span>').format(run[0])]
        end = run.end()
    return Markup("").join([*out, escape(text[end:])])


class _Cleaner(HTMLParser):
    """Rebuild HTML from a list of allowed elements; all else is left out, its text kept or dropped."""

    def __init__(self, mark) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.mark, self.dropped, self.head = mark, 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROP:
            self.dropped += 1
        elif tag in _KEEP and not self.dropped:
            self.head = tag == "thead" or (self.head and tag != "tbody")
            self.out.append(f"<{tag}{''.join(self._attributes(tag, dict(attrs)))}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROP:
            self.dropped = max(0, self.dropped - 1)
        elif tag in _KEEP - _VOID and not self.dropped:
            self.out.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.out.append(str(self.mark(data)))

    def _attributes(self, tag: str, given: dict[str, str | None]):
        if tag == "th":
            yield f' scope="{"col" if self.head else "row"}"'
        for name in ("colspan", "rowspan"):
            if (given.get(name) or "").isdigit() and tag in ("th", "td"):
                yield f' {name}="{given[name]}"'
        if tag == "a" and _SAFE_LINK.match(given.get("href") or ""):
            yield f' href="{escape(given["href"])}"'
        if tag in ("h2", "h3") and re.fullmatch(r"[\w-]+", given.get("id") or ""):
            yield f' id="{given["id"]}"'
        if tag == "span" and _SAFE_CLASS.fullmatch(given.get("class") or ""):
            yield f' class="{given["class"]}"'


def clean(html: str, mark=mark_chinese) -> Markup:
    """Return HTML with nothing in it but text, tables, lists and plain links."""
    cleaner = _Cleaner(mark)
    cleaner.feed(html)
    cleaner.close()
    text = "".join(cleaner.out)
    return Markup(re.sub(r"<th scope=\"\w+\">\s*</th>", "<td></td>", text))
