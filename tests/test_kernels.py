"""Forked kernels: as clean as cold ones, the same outputs, noticed when they die, gone when they should be."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NOTEBOOKS, ROOT

from helpers import forkserver
from helpers.kernels import FORK_SERVER, ForkedKernel, warm_kernels
from helpers.notebooks import code_cells

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only")

# What a notebook could find in its kernel that it has not put there. Printed as JSON.
STATE = """
import json, os, random, signal, sys, threading
before = set(sys.modules)
import matplotlib, numpy, pandas
from helpers.style import Setting
loaded = {name for name in before if not name.startswith(("ipykernel", "_"))}
print(json.dumps({
    "draws": [random.random(), float(numpy.random.random())],
    "same": {
        "environment": {k: v for k, v in sorted(os.environ.items()) if not k.startswith("JPY_")},
        "cwd": os.getcwd(), "argv": sys.argv[:1] and sys.argv[1:2], "path": sys.path, "main": sorted(vars(sys.modules["__main__"])),
        "rc": {k: repr(v) for k, v in matplotlib.rcParams.items()}, "umask": os.umask(0o022),
        "pandas": [pandas.get_option(name) for name in ("display.max_columns", "display.width", "display.float_format")],
        "threads": sorted(type(t).__name__ for t in threading.enumerate()), "language": Setting.language,
        "leader": os.getsid(0) == os.getpid(), "interrupt": repr(signal.getsignal(signal.SIGINT)),
        "figures": len(sys.modules["matplotlib._pylab_helpers"].Gcf.figs) if "matplotlib._pylab_helpers" in sys.modules else 0,
        "inline": "matplotlib_inline.config" in before,
    },
    "modules": sorted(loaded)}))
"""


@contextmanager
def kernel(cwd: Path, **env: str):
    """A kernel and a function that runs code in it, as (printed text, displayed data, error)."""
    from jupyter_client.manager import start_new_kernel
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(cwd), env={**os.environ, **env})

    def run(code: str) -> tuple[str, list, str]:
        printed, shown, errors = [], [], []
        client.execute_interactive(code, timeout=60, output_hook=lambda message: {
            "stream": lambda c: printed.append(c["text"]), "display_data": lambda c: shown.append(c["data"]),
            "error": lambda c: errors.append(c["evalue"])}.get(message["msg_type"], lambda _: None)(message["content"]))
        return "".join(printed), shown, "".join(errors)

    run.manager, run.process = manager, manager.provisioner.process
    try:
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def warm():
    # The first process on a machine lists its fonts, and reads them with modules that no later one needs.
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        with warm_kernels():
            yield


@pytest.fixture(scope="module")
def states(warm, tmp_path_factory) -> dict[str, list]:
    """What two kernels of each kind find, each after one before it has left its marks."""
    folder = tmp_path_factory.mktemp("a folder 数")
    found = {"forked": [], "cold": []}
    for kind, name in (("forked", os.environ[FORK_SERVER]), ("cold", "cold")):
        for _ in range(2):
            with kernel(folder, **{FORK_SERVER: os.environ[FORK_SERVER], "TWO_REGIONS_MARK": "kept"}) as run:
                assert isinstance(run.process, ForkedKernel)
                run("import os, random, numpy, matplotlib, helpers\nos.environ['LEFT'] = 'x'; os.chdir('/'); random.seed(1)\n"
                    "numpy.random.seed(1); matplotlib.rcParams['font.size'] = 99; helpers.use('zh'); left = 1\n"
                    "import matplotlib.pyplot as plt; plt.figure()")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(FORK_SERVER, name)
                with kernel(folder, **{FORK_SERVER: "", "TWO_REGIONS_MARK": "kept"}) as run:
                    assert isinstance(run.process, ForkedKernel) == (kind == "forked")
                    printed, _, error = run(STATE)
                    assert not error, error
                    found[kind].append(json.loads(printed))
    return found


def test_a_forked_kernel_is_clean(states):
    """Protects every notebook from the one before: environment, folder, settings, figures, threads as in a cold kernel."""
    for state in states["forked"]:
        assert state["same"] == states["cold"][0]["same"]
        assert state["same"]["environment"]["TWO_REGIONS_MARK"] == "kept"


def test_kernels_share_no_random_numbers(states):
    """Protects chance from being the same in every notebook, or that of the notebook before."""
    draws = [tuple(state["draws"]) for kind in states.values() for state in kind]
    assert len({d[0] for d in draws}) == len({d[1] for d in draws}) == len(draws)


def test_only_what_is_declared_is_loaded(states):
    """Protects cleanness: a kernel finds the declared modules and what these import, and nothing else."""
    code = ("import sys\nfrom helpers import forkserver\nforkserver.warm()\nfrom helpers import forkserver\nprint(*sys.modules)")
    declared = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                                  env={**os.environ, "MPLBACKEND": forkserver.BACKEND}).stdout.split())
    for state in states["forked"]:
        extra = set(state["modules"]) - declared - set(states["cold"][0]["modules"])
        assert not extra, extra
    assert "pandas" in states["forked"][0]["modules"]
    assert "pandas" not in states["cold"][0]["modules"]


def test_what_is_declared_exists_and_imports_in_silence():
    """Protects from a warm list that hides a missing module or an import-time warning from the notebooks."""
    code = f"import importlib\nfor name in {forkserver.WARM!r}: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("code", [
    "import matplotlib.pyplot as plt; plt.rcParams['svg.hashsalt'] = 'x'\nget_ipython().run_line_magic('config', "
    "\"InlineBackend.figure_formats = ['svg']\")\nget_ipython().run_line_magic('config', \"InlineBackend.print_figure_kwargs "
    "= {'metadata': {'Date': None}}\")\nplt.plot([1, 2]); plt.show()",
    "import pandas as pd; display(pd.DataFrame({str(n): [n] * 3 for n in range(40)}))",
    "import warnings; warnings.warn('told'); print(1 / 3)"], ids=["inline", "wide table", "warning"])
def test_outputs_agree_with_a_cold_kernel(warm, code, tmp_path, monkeypatch):
    """Protects inline charts and table widths, which libraries settle while they are imported."""
    with kernel(tmp_path) as run:
        assert isinstance(run.process, ForkedKernel)
        forked = run(code)
    monkeypatch.setenv(FORK_SERVER, "cold")
    with kernel(tmp_path) as run:
        cold = run(code)
    assert [{k: v for k, v in one.items() if k != "text/plain" or "svg" not in str(one)} for one in forked[1]] == [
        {k: v for k, v in one.items() if k != "text/plain" or "svg" not in str(one)} for one in cold[1]]
    assert forked[2] == cold[2] == ""
    assert forked[0].splitlines()[-1:] == cold[0].splitlines()[-1:]


def test_notebooks_import_what_they_use():
    """Protects readers with a cold kernel: no notebook uses part of a library that only the warm list has imported."""
    seen = set()
    for path in NOTEBOOKS:
        tree = ast.parse("\n".join(cell["source"] for cell in code_cells(path)))
        lines = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {alias.asname or alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
                 for alias in node.names}
        used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                and ast.unparse(node).split(".")[0] in names}
        plain = sorted(use for use in used if all(part.isidentifier() for part in use.split(".")))
        seen.add(("\n".join(sorted(set(lines))), "\n".join(plain)))
    for imports, uses in seen:
        done = subprocess.run([sys.executable, "-c", f"{imports}\n{uses}"], capture_output=True, text=True, check=False,
                              cwd=ROOT / "notebooks")
        assert (done.returncode, done.stderr) == (0, ""), f"{imports}\n{done.stderr}"


def test_another_start_gets_an_ordinary_kernel(warm, tmp_path):
    """Protects who sets what a process reads at its start: a hash seed, a locale, matplotlib's settings."""
    for env in ({"PYTHONHASHSEED": "3"}, {"LC_ALL": "C"}, {"MPLBACKEND": "agg"}, {"HOME": str(tmp_path)}):
        with kernel(tmp_path, **env) as run:
            assert not isinstance(run.process, ForkedKernel), env
            assert run("import os; print(*map(os.environ.get, " + repr(list(env)) + "))")[0].strip() == next(iter(env.values()))


def test_a_kernel_that_dies_is_noticed(warm, tmp_path):
    """Protects from waiting for a timeout, in papermill and nbval: the death is seen at once, with its signal."""
    with kernel(tmp_path) as run:
        os.kill(run.process.pid, signal.SIGKILL)
        assert run.process.wait() == -signal.SIGKILL
        assert not run.manager.is_alive()


def gone(pid: int, within: float = 10.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return True
        time.sleep(0.05)
    return False


def test_nothing_is_left_behind(tmp_path):
    """Protects the machine: whoever asked for kernels is killed, and fork server and kernels end too."""
    code = ("import os, sys, time\nfrom helpers.kernels import warm_kernels\nfrom jupyter_client.manager import start_new_kernel\n"
            "with warm_kernels():\n    manager, client = start_new_kernel(kernel_name='python3')\n"
            "    client.execute_interactive('import os; print(os.getpid(), os.getppid())')\n    sys.stdout.flush()\n    time.sleep(60)")
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=tmp_path,
                               env={key: value for key, value in os.environ.items() if key != FORK_SERVER})
    kernel_pid, server_pid = map(int, process.stdout.readline().split())
    assert not gone(kernel_pid, 0.2)
    process.kill()
    process.wait()
    assert gone(server_pid)
    assert gone(kernel_pid)


@pytest.mark.thorough
@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in NOTEBOOKS])
def test_cold_kernels_give_the_committed_outputs(path):
    """Protects from what warm kernels could hide: every notebook under strict nbval with a cold kernel."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "tests.notebook_run", "-p", "nbval", "--nbval",
                           "--nbval-sanitize-with", "tests/sanitize.cfg", str(path)], cwd=ROOT, capture_output=True, text=True,
                          check=False, env={**os.environ, FORK_SERVER: "cold", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    assert done.returncode == 0, done.stdout[-3000:]
