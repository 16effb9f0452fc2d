"""A real browser for tests: Chromium from the path, or the one that TWO_REGIONS_CHROMIUM names, through Playwright.

Where there is none, the tests that ask for it are skipped by name.
"""

import os
import shutil

import pytest

NAME = os.environ.get("TWO_REGIONS_CHROMIUM", "chromium")
CHROMIUM = shutil.which(NAME)
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")  # while Playwright runs, no other event loop can, and notebooks need one
def browser(tmp_path_factory):
    """Chromium with the project's own Chinese font, so that Chinese has its real widths on any machine."""
    from helpers.style import FONTS
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip(f"no browser: {NAME} is not there (Debian: apt-get install chromium; another: name it in "
                    "TWO_REGIONS_CHROMIUM)")
    home = tmp_path_factory.mktemp("chromium")
    fonts = home / "fonts.conf"
    folders = "".join(f"<dir>{folder}</dir>" for folder in ("/usr/share/fonts", FONTS))
    fonts.write_text(f"<fontconfig>{folders}<cachedir>{home}</cachedir></fontconfig>", encoding="utf-8")
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS,
                                        env=os.environ | {"FONTCONFIG_FILE": str(fonts), "XDG_CONFIG_HOME": str(home),
                                                          "XDG_CACHE_HOME": str(home)})
        yield found
        found.close()


@pytest.fixture
def visit(browser):
    """Open pages in a fresh profile; at the end nothing went wrong and nothing was asked of any other host."""
    opened, wrong, asked = [], [], []

    def go(address: str, *, viewport=DESKTOP, scripts: bool = True):
        context = browser.new_context(viewport=viewport, java_script_enabled=scripts, accept_downloads=True)
        opened.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.on("requestfailed", lambda request: wrong.append(f"{request.url}: {request.failure}"))
        context.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        page = context.new_page()
        page.goto(address)
        return page

    yield go
    for context in opened:
        context.close()
    assert not wrong, wrong
    assert not outside(asked), outside(asked)


def outside(asked: list[str]) -> list[str]:
    """Return what was asked of any other host."""
    return [url for url in asked if not url.startswith(("file://", "http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))]
