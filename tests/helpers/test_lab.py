"""JupyterLab in a real browser, started as `make lab` starts it: what a stranger sees, a run of everything, the panel.

It works on a copy of the project, for JupyterLab saves what it runs.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from browsing import DESKTOP, outside
from conftest import NOTEBOOKS, ROOT
from drawing import cells

LONG = 180_000  # milliseconds; on a quiet machine nothing here takes a tenth of it


@pytest.fixture(scope="module")
def lab(tmp_path_factory, browser):
    """Start `make lab` on a copy of the project, with a space in its path; at the end it is stopped."""
    folder = tmp_path_factory.mktemp("two regions 两地")
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder / name)
    command = ["make", "-o", ".venv/.ready", "lab", f"BIN={Path(sys.executable).parent}",
               "OPTIONS=--allow-root --no-browser --ServerApp.port=0"]  # fmt: skip
    log = folder / "lab.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, cwd=folder, stdout=stream, stderr=stream, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while not (found := re.search(r"(http://127\.0\.0\.1:\d+)/lab\S*token=(\w+)", log.read_text("utf-8"))):
            assert time.monotonic() < deadline and server.poll() is None, log.read_text("utf-8")
            time.sleep(0.2)
        yield folder, found[1], found[2]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


@pytest.fixture(scope="module")
def page(browser, lab):
    """JupyterLab in a fresh profile, opened once; at the end nothing was asked of any other host."""
    _, address, token = lab
    asked: list[str] = []
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(LONG)
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{address}/lab/tree/notebooks?reset&token={token}")
    yield page
    context.close()
    assert not outside(asked)


@contextmanager
def opened(page, lab, name: str):
    """Open a notebook by its name in the list of files; at the end close it and end its kernel."""
    page.locator(f'.jp-DirListing-item[title*="{name}.ipynb"]').dblclick()
    page.locator("#jp-main-statusbar").get_by_text("(ipykernel) | Idle").wait_for()
    yield
    page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon").click()
    discard = page.locator(".jp-Dialog-button.jp-mod-warn")  # asked for where a widget has changed the notebook since
    while page.locator(".jp-Notebook").count():
        if discard.count():
            discard.click()
        page.wait_for_timeout(100)
    _, address, token = lab
    sessions, head = f"{address}/api/sessions", {"Authorization": f"token {token}"}
    for session in page.request.get(sessions, headers=head).json():
        assert page.request.delete(f"{sessions}/{session['id']}", headers=head).ok


def run_all(page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def read_details(page) -> None:
    """Select the tenth row, and wait until all its details are on a laptop's screen that has the row in its middle."""
    page.set_viewport_size({"width": 1366, "height": 768})
    row = page.locator(".explorer tbody tr").nth(9)
    row.click()
    page.locator(".explorer dl").get_by_text(row.locator("td").nth(1).inner_text()).wait_for()
    page.wait_for_function("""() => {
      document.querySelector(".explorer tr.selected").scrollIntoView({block: "center"});
      const [row, details, screen] = [".explorer tr.selected", ".explorer dl", ".jp-WindowedPanel-outer"]
        .map((name) => document.querySelector(name).getBoundingClientRect());
      const middle = Math.abs(row.top + row.bottom - screen.top - screen.bottom) < 20;
      return middle && details.top >= screen.top && details.bottom <= screen.bottom;
    }""")


def pictures(cell: dict) -> int:
    return sum("image/png" in output.get("data", {}) for output in cell["outputs"])


@pytest.mark.parametrize("name", ["00-overview", "03-funding"])
def test_a_stranger_sees_the_charts_at_once(page, lab, name):
    """Protects a fresh clone, which JupyterLab does not trust: every chart shows before anything is run."""
    wanted = sum(pictures(cell) for cell in cells(ROOT / "notebooks" / f"{name}.ipynb"))
    with opened(page, lab, name):
        # A long notebook is drawn as one scrolls, so go through it to the end.
        shown = page.locator(".jp-OutputArea-output img")
        for _ in range(100):
            page.locator(".jp-WindowedPanel-outer").first.evaluate("one => one.scrollBy(0, 400)")
            page.wait_for_timeout(50)
            if shown.count() >= wanted:
                break
        assert shown.count() >= wanted
        assert all(wide > 300 for wide in shown.evaluate_all("all => all.map(one => one.naturalWidth)"))
        if name == "00-overview":
            page.locator(".jp-WindowedPanel-outer").first.evaluate("one => one.scrollTo(0, 0)")
            page.wait_for_timeout(200)
            top = shown.first.evaluate("one => one.getBoundingClientRect().top")
            assert top < 1.5 * DESKTOP["height"], "the first chart stands within the first screen and a half"


def test_all_notebooks_run(page, lab):
    """Protects the analyst: Run All leaves no error, and as many pictures as are committed."""
    for path in NOTEBOOKS:
        with opened(page, lab, path.stem):
            copy = lab[0] / "notebooks" / path.name
            last = len(cells(copy))
            run_all(page)
            page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
            before, ran = copy.stat().st_mtime_ns, []
            deadline = time.monotonic() + LONG / 1000
            while True:
                page.keyboard.press("Control+s")
                page.wait_for_timeout(500)
                with suppress(ValueError):  # a file that is just being written
                    ran = cells(copy) if copy.stat().st_mtime_ns != before else []
                if ran and ran[-1]["execution_count"] == last and ran[-1].get("outputs") is not None:
                    break
                assert time.monotonic() < deadline, f"{path.name} was not run to its end"
        errors = [output for cell in ran for output in cell["outputs"] if output["output_type"] == "error"]
        assert not errors, path.name
        assert [pictures(cell) for cell in ran] == [pictures(cell) for cell in cells(path)], path.name


def test_the_panel_answers(page, lab):
    """Protects who explores without code, by mouse or by keyboard, in both languages; PANEL_PICTURE keeps both pictures.

    One count, a row's details beside it and in view, a saved figure, no axe violation.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    picture = Path(os.environ.get("PANEL_PICTURE", lab[0] / "panel.png"))
    with opened(page, lab, "08-explore"):
        run_all(page)
        panel, rows = page.locator(".explorer"), page.locator(".explorer .dt-container tbody tr")
        rows.first.wait_for()
        read_details(page)
        page.set_viewport_size({**DESKTOP, "height": 1500})  # all of the panel
        row = rows.filter(has_text="近300场次")
        page.get_by_label("Theme", exact=True).select_option("community")
        panel.get_by_text("6 of 41 numbers chosen.").wait_for()
        row.click()
        panel.locator("dl").get_by_text("nearly 300 (270–299)").wait_for()
        panel.screenshot(path=picture)
        panel.get_by_label("Language").select_option("中文")
        panel.get_by_text("已选6个数字").wait_for()
        row.focus()
        page.keyboard.press("Enter")
        panel.locator("dl").get_by_text("近300场次（270至299）").wait_for()
        panel.screenshot(path=picture.with_suffix(".zh.png"))
        page.get_by_role("button", name="保存此图").click()
        panel.get_by_text("已存入explored/").wait_for()
        assert list((lab[0] / "notebooks" / "explored").glob("*.zh.svg"))
        found = axe.Axe().run(page, context=".explorer")
        assert found.violations_count == 0, found.generate_report()
        page.get_by_role("button", name="恢复初始").click()
        panel.get_by_text("已选17个数字").wait_for()
        read_details(page)
