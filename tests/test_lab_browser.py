"""JupyterLab in a real browser, started as `make lab` starts it: every notebook run, the explore panel used.

It works on a copy of the project, for JupyterLab saves what it runs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import DESKTOP, outside
from conftest import NOTEBOOKS, ROOT

from helpers import View, load_observations

EXPLORE = "08-explore"
BIN = Path(sys.executable).parent
linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes and sockets where Linux shows them")


@contextmanager
def laboratory(folder: Path, *words: str):
    """Start `make lab` on a copy of the project; at the end no process of it may be left."""
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy2(ROOT / "Makefile", folder / "Makefile")
    for path in (folder / "notebooks").glob("*.ipynb"):  # so that what is there afterwards has been run there
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell.update({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    command = ["make", "-o", "setup", "lab", f"BIN={BIN}", "OPTIONS=--allow-root --no-browser --ServerApp.port=0", *words]
    log = folder / "lab.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, cwd=folder, stdout=stream, stderr=stream, start_new_session=True)
    try:
        yield wait_for(lambda: re.search(r"(http://127\.0\.0\.1:\d+)/lab\S*token=(\w+)", log.read_text("utf-8")), log)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
        deadline = time.monotonic() + 20
        while (left := processes_in(folder)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not left, f"still running: {left}"


def wait_for(found, log: Path):
    """Wait for JupyterLab to say where it is."""
    deadline = time.monotonic() + 60
    while not (match := found()):
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.1)
    return match[1], match[2]


def processes_in(folder: Path) -> list[str]:
    """List the processes, kernels among them, whose working directory is in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # ended meanwhile, or another user's
    return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("lab")
    with laboratory(folder) as (address, token):
        yield folder, address, token


@contextmanager
def opened(browser, lab, name: str):
    """Open a notebook in a fresh profile; at the end nothing was asked of any other host, and its kernel is ended."""
    _, address, token = lab
    asked = []
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(30_000)
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{address}/lab/tree/notebooks/{name}.ipynb?reset&token={token}")
    page.locator("#jp-main-statusbar").get_by_text("(ipykernel) | Idle").wait_for(timeout=60_000)
    yield page
    context.close()
    for session in json.loads(ask(lab, "/api/sessions")[1]):
        if session["path"].endswith(f"{name}.ipynb"):
            ask(lab, f"/api/sessions/{session['id']}", method="DELETE")
    assert not outside(asked)


def ask(lab, path: str, token: str | None = None, method: str = "GET") -> tuple[int, bytes]:
    """Ask the server without a browser; return status and answer."""
    _, address, known = lab
    wanted = urllib.request.Request(address + path, method=method)
    wanted.add_header("Authorization", f"token {known if token is None else token}")
    try:
        with urllib.request.urlopen(wanted, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def run_all(page, folder: Path, name: str) -> list[dict]:
    """Choose Run > Run All Cells, wait for the last cell, save, and return the code cells as saved."""
    path = folder / "notebooks" / f"{name}.ipynb"
    last = len([cell for cell in read_cells(path) if cell["cell_type"] == "code"])
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-CodeCell .jp-InputPrompt", has_text=f"[{last}]:").wait_for(timeout=120_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
    before = path.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    deadline = time.monotonic() + 20
    while path.stat().st_mtime_ns == before or not (cells := read_cells(path)):
        assert time.monotonic() < deadline, "not saved"
        page.wait_for_timeout(50)
    return [cell for cell in cells if cell["cell_type"] == "code"]


def read_cells(path: Path) -> list[dict]:
    """Read a notebook's cells; none while JupyterLab is still writing it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    except ValueError:
        return []


@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_every_notebook_runs_from_top_to_bottom(browser, lab, name):
    """Protects the analyst: after Run All each cell shows what is committed, none an error, and the contents are clean."""
    cells = read_cells(ROOT / "notebooks" / f"{name}.ipynb")
    wanted = [line.lstrip("# ") for cell in cells if cell["cell_type"] == "markdown"
              for line in "".join(cell["source"]).splitlines() if line.startswith("#")]
    committed = [cell for cell in cells if cell["cell_type"] == "code"]
    with opened(browser, lab, name) as page:
        page.get_by_role("tab", name="Table of Contents").click()
        page.locator(".jp-tocItem-content").nth(len(wanted) - 1).wait_for()
        assert [said.strip() for said in page.locator(".jp-tocItem-content").all_inner_texts()] == wanted
        ran = run_all(page, lab[0], name)
    assert [cell["execution_count"] for cell in ran] == list(range(1, len(committed) + 1))
    for new, old in zip(ran, committed, strict=True):
        assert [shown(one) for one in new["outputs"]] == [shown(one) for one in old["outputs"]], "".join(old["source"])


def shown(output: dict) -> tuple:
    """Return the kind, the forms and the plain text of an output; coordinates are compared by nbval."""
    data = output.get("data", {})
    return output["output_type"], sorted(data), "".join(data.get("text/plain", output.get("text", "")))


@pytest.fixture(scope="module")
def explore(browser, lab):
    with opened(browser, lab, EXPLORE) as page:
        run_all(page, lab[0], EXPLORE)
        page.locator(".explorer").evaluate("one => one.scrollIntoView()")
        page.locator(".explorer .dt-container tbody tr").first.wait_for()
        yield page


@pytest.fixture
def panel(explore):
    """The panel as it begins."""
    explore.locator(".explorer button:has(.fa-undo)").click()
    shows(explore, View.start("en"))
    return explore


def picture(page) -> str:
    """Return the words of the chart on screen."""
    image = page.locator(".explorer img")
    return image.get_attribute("alt") if image.count() else ""


def shows(page, view: View) -> None:
    """Wait until chart, count and table are those of a view."""
    rows, chart = view.rows, view.chart()
    with_words = chart.describe() if chart is not None and view.language == "en" else None
    page.wait_for_function("""([count, some, said]) => {
        const root = document.querySelector(".explorer");
        const rows = root.querySelectorAll(".dt-container tbody tr:has(td:not(.dt-empty))");
        return rows.length === Math.min(count, 10) && Boolean(root.querySelector("img")) === some &&
          root.querySelector("[role=status]").innerText.includes(said);
    }""", arg=[len(rows), chart is not None, f"已选{len(rows)}个" if view.language == "zh" else f"{len(rows)} of "])
    if with_words:
        page.wait_for_function("said => document.querySelector('.explorer img').alt === said", arg=with_words)
    first = page.locator(".explorer .dt-container tbody").inner_text()
    assert all(label in first for label in view.table().iloc[:10, 0])


def test_the_panel_answers_to_the_mouse(panel, lab):
    """Protects who explores by mouse: each choice changes chart and table, a row opens, a figure is kept, all goes back."""
    page, start = panel, View.start("en")
    shows(page, start)
    opening = picture(page)
    page.get_by_label("Region", exact=True).select_option("Jiangnan zone")
    page.get_by_label("Theme", exact=True).select_option("talent")
    page.get_by_label("Hedge", exact=True).select_option("hedged only")
    page.get_by_label("Measure", exact=True).select_option("flow")
    chosen = View("en", "jiangnan", "talent", "hedged", "flow")
    shows(page, chosen)
    assert picture(page) != opening

    page.get_by_label("Hedge", exact=True).select_option("近")
    shows(page, View("en", "jiangnan", "talent", "近", "flow"))  # nothing fits
    assert "No observation fits" in page.locator(".explorer .refused").inner_text()
    page.get_by_label("Region", exact=True).select_option("all regions")
    page.get_by_label("Theme", exact=True).select_option("all")
    page.get_by_label("Hedge", exact=True).select_option("hedged only")
    page.get_by_label("Measure", exact=True).select_option("all")
    shows(page, View("en", hedge="hedged"))
    assert "share no indicator" in page.locator(".explorer .refused").inner_text()

    page.get_by_label("Region", exact=True).select_option("Chao'an District")
    row = "chaoan-meetings"
    page.get_by_role("searchbox").fill("联席会议")
    page.locator(".explorer .dt-container tbody tr", has_text="联席会议近300场次").click()
    facts = page.locator(".explorer dl")
    facts.wait_for()
    assert load_observations().at[row, "note_en"] in facts.inner_text() and "270–299" in facts.inner_text()

    page.get_by_label("近 keeps at least").select_option("80%")
    page.wait_for_function("document.querySelector('.explorer img').alt.includes('240–299')")
    changed = page.locator(".explorer table.near tr", has_text="近300场次")
    assert "270–299" in changed.inner_text() and "below 300" in changed.inner_text()
    page.get_by_role("button", name="Save this figure").click()
    page.locator(".explorer .told").wait_for()
    name = View("en", "chaoan", hedge="hedged", near=80).name
    assert {path.name for path in (lab[0] / "explored").iterdir()} == {
        f"{name}.en.{form}" for form in ("svg", "pdf", "png", "csv", "txt")}
    assert "240–299" in (lab[0] / "explored" / f"{name}.en.svg").read_text(encoding="utf-8")

    page.get_by_label("Language", exact=True).select_option("中文")
    page.get_by_label("地区", exact=True).wait_for()
    shows(page, View("zh", "chaoan", hedge="hedged", near=80))
    page.get_by_role("button", name="恢复初始").click()
    shows(page, start)
    assert picture(page) == opening
    assert page.get_by_label("近 keeps at least").input_value() == "90% (our convention)"


def press_until(page, key: str, what: str, most: int = 60) -> None:
    """Press a key until the focus is on what a selector finds."""
    for _ in range(most + 1):
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
        page.keyboard.press(key)
    there = page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
    raise AssertionError(f"{what} is not reached by {most} times {key}, but {there}")


def test_the_panel_answers_to_the_keyboard_alone(panel, lab):
    """Protects who uses no mouse: from the cell to every control, in order, and back to the start."""
    page = panel
    in_panel, first = ".explorer select", ".explorer .widget-hbox .widget-dropdown:first-child select"
    press_until(page, "Shift+Tab", first)
    page.keyboard.press("Shift+Tab")  # out of the panel, and in again
    assert not page.evaluate("document.activeElement.matches('.explorer *')")
    press_until(page, "Tab", first, 3)
    assert page.locator(":focus").evaluate("one => one.labels[0].innerText") == "Language"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # Region
    shows(page, View("en", "jiangnan"))
    page.keyboard.press("Tab")
    page.keyboard.type("funding")  # Theme
    shows(page, View("en", "jiangnan", "funding"))
    for _ in range(3):
        page.keyboard.press("Tab")  # Hedge, Measure, the convention
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.value === '95%'")
    press_until(page, "Tab", ".explorer button:has(.fa-save)", 1)
    page.keyboard.press("Enter")
    page.locator(".explorer .told").wait_for()
    assert (lab[0] / "explored" / f"{View('en', 'jiangnan', 'funding', near=95).name}.en.png").is_file()
    press_until(page, "Tab", ".explorer input[type=search]")
    page.keyboard.type("1121")
    page.wait_for_function("document.querySelectorAll('.explorer .dt-container tbody tr').length === 1")
    press_until(page, "Tab", in_panel)
    page.keyboard.press("ArrowDown")  # the list of rows
    page.locator(".explorer dl").wait_for()
    first = View("en", "jiangnan", "funding").rows.iloc[0]
    assert first["phrase"] in page.locator(".explorer dl").inner_text()
    press_until(page, "Shift+Tab", ".explorer button:has(.fa-undo)")
    page.keyboard.press("Space")
    shows(page, View.start("en"))


def test_the_panel_can_be_read_by_other_means(panel):
    """Protects who reads the panel by other means than a screen: names, roles, contrast."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(panel, context=".explorer")
    assert found.violations_count == 0, found.generate_report()


def test_only_who_has_the_token_is_let_in(lab):
    """Protects the analyst's machine: no token, or a wrong one, gives nothing."""
    assert ask(lab, "/api/contents")[0] == 200
    assert ask(lab, "/api/contents", token="")[0] == 403
    assert ask(lab, "/api/contents", token="0" * 48)[0] == 403


@linux
def test_only_this_machine_is_answered(lab):
    """Protects the analyst's network: the port is open on the loopback address alone."""
    port = int(lab[1].rpartition(":")[2])
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
    assert [one for one in listening if int(one.split(":")[1], 16) == port] == [f"0100007F:{port:04X}"]
    if Path("/proc/net/tcp6").exists():
        assert not [line for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]
                    if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == port]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; tells this machine's own address
            own = probe.getsockname()[0]
        except OSError:
            return
    if not own.startswith("127."):
        with pytest.raises(OSError):
            socket.create_connection((own, port), timeout=2).close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root is turned away")
def test_root_is_told_why_not():
    """Protects who runs everything as root: a sentence, not a traceback."""
    told = subprocess.run(["make", "-o", "setup", "lab"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode != 0 and "does not start as root" in told.stdout + told.stderr


@pytest.mark.parametrize(("words", "locale"), [(["UI=zh"], "zh_CN"), ([], "default")])
def test_menus_are_in_the_language_asked_for(tmp_path, words, locale):
    """Protects readers of Chinese: one word gives Chinese menus, and going without it gives English ones again."""
    shutil.copy2(ROOT / "Makefile", tmp_path / "Makefile")
    subprocess.run(["make", "-o", "setup", "lab", "BIN=no-such-place", "OPTIONS=--allow-root", *words], cwd=tmp_path,
                   capture_output=True)
    (told,) = (tmp_path / ".cache").rglob("default_setting_overrides.json")
    assert json.loads(told.read_text(encoding="utf-8"))["@jupyterlab/translation-extension:plugin"] == {"locale": locale}
