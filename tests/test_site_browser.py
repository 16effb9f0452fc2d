"""The static page in a real browser: what a reader does, with a mouse, by keyboard alone, on a phone, without scripts."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE
from conftest import ROOT

from helpers import load_observations
from helpers.notebooks import list_figures
from helpers.site import draw_columns, write_site

DRAWN = "04-industry-growth"  # one notebook's charts for phones are drawn; that is enough to see how they are used


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    names = [name for name, notebook in list_figures(ROOT / "notebooks").items() if notebook == DRAWN]
    columns = draw_columns(folder / "columns", only=names, tell=lambda _: None)
    return write_site(folder / "site", columns=columns)[0]


@pytest.fixture(scope="module")
def server(site):
    """The page on this machine's own address, as a web server shows it."""
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass
    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/"
    running.shutdown()


def local(site: Path, name: str) -> str:
    return (site / name).as_uri()


def load_all(page) -> None:
    """Load what stands further down too."""
    page.evaluate("""async () => {
        const images = Array.from(document.images);
        images.forEach((image) => { image.loading = "eager"; });
        await Promise.all(images.map((image) => image.decode()));
    }""")


@pytest.mark.parametrize("name", ["index.html", "zh.html"])
def test_every_chart_is_shown_from_a_file(visit, site, name):
    """Protects whoever opens the folder without a server: each chart arrives and has its size."""
    page = visit(local(site, name))
    load_all(page)
    widths = page.eval_on_selector_all("article img", "all => all.map((one) => one.naturalWidth)")
    assert len(widths) == len(list_figures(ROOT / "notebooks")) and all(width > 300 for width in widths)
    assert page.title() and page.evaluate("document.compatMode") == "CSS1Compat"


def test_the_language_switch_keeps_the_place(visit, site):
    page = visit(local(site, "index.html") + "#funding-sums")
    page.get_by_role("link", name="中文").first.click()
    page.wait_for_url("**/zh.html#funding-sums")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url("**/index.html#funding-sums")


@pytest.mark.parametrize("name", ["index.html", "zh.html"])
def test_search_and_filters_narrow_the_table(visit, site, name):
    """Protects the reader with a question: words of either language, numbers, region, theme and exactness."""
    rows = load_observations(folder=ROOT / "data")
    page = visit(local(site, name))
    shown = page.locator("#observations tbody tr:visible")
    assert shown.count() == len(rows) and str(len(rows)) in page.locator("#count").inner_text()

    def ids() -> set[str]:
        return set(shown.evaluate_all("all => all.map((one) => one.id.slice(4))"))

    page.fill("#filter-text", "联席会议")
    said = rows[["phrase", "label_zh", "note_zh"]].agg(" ".join, axis=1)  # both languages are searched on both pages
    assert ids() == set(rows.index[said.str.contains("联席会议")])
    page.fill("#filter-text", "MEETINGS")
    assert any("meeting" in rows.loc[one, "label_en"].lower() for one in ids())
    page.fill("#filter-text", "１３４．５")
    assert ids() == set(rows.index[rows["value"] == 134.5])
    page.fill("#filter-text", "no such word")
    assert not ids() and page.locator("#count").inner_text().strip()
    page.get_by_role("button").first.click()
    shown.nth(len(rows) - 1).wait_for()  # the form is reset first
    assert len(ids()) == len(rows) and page.input_value("#filter-text") == ""

    page.select_option("#filter-region", "jiangnan")
    assert ids() == set(rows.index[rows["region"] == "jiangnan"])
    page.select_option("#filter-exactness", "hedged")
    inexact = (rows["low"] != rows["high"]) | (rows["hedge"] != "none")
    assert ids() == set(rows.index[(rows["region"] == "jiangnan") & inexact])
    page.select_option("#filter-theme", "talent")
    assert ids() == set(rows.index[(rows["region"] == "jiangnan") & inexact & (rows["theme"] == "talent")])


def test_downloads_arrive_as_they_are(visit, site, server):
    page = visit(server)
    for link in page.locator("#funding-sums .downloads a").all():
        with page.expect_download() as waited:
            link.click()
        path = site / link.get_attribute("href")
        assert waited.value.suggested_filename == path.name
        assert Path(waited.value.path()).read_bytes() == path.read_bytes()
    with page.expect_download() as waited:
        page.locator("#table a[download]").first.click()
    assert Path(waited.value.path()).read_bytes() == (site / "data/observations-with-bounds.csv").read_bytes()


def test_the_keyboard_reaches_everything_in_order(visit, site):
    """Protects whoever uses no mouse: the skip link first, then in reading order, each with a visible focus."""
    page = visit(local(site, "index.html"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["y"] >= 0, "the skip link shows itself when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.wait_for_load_state("networkidle")  # a picture that a reload cuts off would count as a failed request
    page.reload()
    seen, tops = set(), []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, top, outline = page.evaluate("""() => {
            const one = document.activeElement;
            const all = Array.from(document.querySelectorAll("*"));
            return [all.indexOf(one), all.indexOf(one), getComputedStyle(one).outlineStyle];
        }""")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        seen.add(name)
        tops.append(top)
    assert tops == sorted(tops) and len(seen) == 60


def test_search_works_by_keyboard_alone(visit, site):
    page = visit(local(site, "zh.html"))
    page.locator("#filter-text").focus()
    page.keyboard.type("亿元")
    few = page.locator("#observations tbody tr:visible").count()
    assert 0 < few < 10
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.input_value("#filter-region")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.input_value("#filter-text") == "" and page.input_value("#filter-region") == ""
    summary = page.locator("#funding-sums summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#funding-sums table").is_visible()


@pytest.mark.parametrize("name", ["index.html", "zh.html"])
def test_all_can_be_read_without_scripts(visit, site, name):
    page = visit(local(site, name), scripts=False)
    assert page.locator("#observations tbody tr:visible").count() == len(load_observations(folder=ROOT / "data"))
    assert not page.locator("#filters").is_visible()
    page.locator("#funding-sums summary").click()
    assert page.locator("#funding-sums table").is_visible()
    page.locator("a.switch").first.click()
    page.wait_for_url("**/index.html" if name == "zh.html" else "**/zh.html")


@pytest.mark.parametrize("name", ["index.html", "zh.html", "notebooks/00-overview.html", "notebooks/08-explore.html"])
def test_a_phone_needs_no_sideways_scrolling(visit, site, name):
    page = visit(local(site, name), viewport=PHONE)
    load_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    inside = page.evaluate("""() => Array.from(document.querySelectorAll("main *")).filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1 && !one.closest(".scrolls, pre, .hidden, thead");
    }).map((one) => one.outerHTML.slice(0, 120))""")
    assert not inside


def test_a_phone_gets_the_chart_drawn_for_it(visit, site):
    page = visit(local(site, "index.html"), viewport=PHONE)
    load_all(page)
    assert page.locator("#industry-growth-rates img").evaluate("one => one.currentSrc").endswith(".column.svg")
    page.set_viewport_size(DESKTOP)
    for _ in range(100):  # the page forbids what Playwright's own waiting would run in it
        if page.locator("#industry-growth-rates img").evaluate("one => one.currentSrc").endswith(".body.svg"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("a wide screen does not get the wide chart")


# One figure of each make-up, a few rows of each table, a few blocks of each sort: the rest is set by the same template,
# and axe takes minutes for a page of fifteen thousand elements. What must hold across the whole page (ids, headings,
# names of tables) is held by tests/test_site.py.
THIN = """() => {
    const seen = new Set();
    document.querySelectorAll("article.chart").forEach((one) => {
        const count = (what) => one.querySelectorAll(what).length;
        const kind = [count("table"), count(".band"), count(".fits"), count("details ul"), count(".badge") > 0].join();
        seen.has(kind) ? one.remove() : seen.add(kind);
    });
    document.querySelectorAll("tbody").forEach((body) => {
        Array.from(body.rows).slice(4).forEach((row) => row.remove());
    });
    const blocks = {};
    document.querySelectorAll(".notebook > *").forEach((one) => {
        const kind = one.tagName + one.className;
        blocks[kind] = (blocks[kind] || 0) + 1;
        if (blocks[kind] > 8) one.remove();
    });
}"""


@pytest.mark.parametrize("name, viewport", [
    ("index.html", DESKTOP), ("index.html", PHONE), ("zh.html", DESKTOP), ("zh.html", PHONE), (f"notebooks/{DRAWN}.html", PHONE),
    *((f"notebooks/{path.stem}.html", DESKTOP) for path in sorted((ROOT / "notebooks").glob("*.ipynb")))],
    ids=lambda given: given if isinstance(given, str) else f"{given['width']}px")
def test_axe_finds_nothing(visit, site, name, viewport):
    """Protects whoever reads with other means than a screen: names, roles, contrast, structure."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(local(site, name), viewport=viewport)
    page.evaluate(THIN)
    load_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.Axe().run(page, options={"preload": False})  # it would fetch the style sheet anew: the page forbids it
    assert found.violations_count == 0, found.generate_report()


def test_print_unfolds_what_is_folded_and_hides_the_search(visit, site):
    page = visit(local(site, "zh.html"))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#funding-sums table").is_visible() and not page.locator("#filters").is_visible()
    assert page.locator("#observations thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
