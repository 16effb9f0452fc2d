"""Notebooks are found, run and exported; whatever goes wrong is named, stays where it is, and harms nothing else."""

import hashlib
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import nbval.kernel
import pytest
from conftest import ROOT, contents
from jupyter_client.connect import LocalPortCache
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.filemanager import FileContentsManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import notebooks as nb
from helpers.__main__ import main
from helpers.errors import RefusedError
from helpers.export import draw, execute_notebooks, export_figures
from helpers.files import read_manifest

PATIENCE = 120  # seconds for what takes two on a quiet machine
# A stand-in for helpers.finish that keeps to its contract with an export, so that nothing need be drawn.
FINISH = """
import hashlib, json, os
from pathlib import Path

def finish(fig, rows, *, name, **words):
    request = json.loads(os.environ["TWO_REGIONS_EXPORT"])
    if request and name in request["only"]:
        said = {form: f"{form} of {name} as {fig}, {language}" for form in request["formats"]}
        record = {"name": name, "language": request["language"], "notebook": request["notebook"], "rows": rows,
                  "files": {form: hashlib.sha256(text.encode()).hexdigest() for form, text in said.items()}}
        for form, text in {**said, "json": json.dumps(record)}.items():
            Path(request["folder"], f"{name}.{request['language']}.{form}").write_text(text)
"""


def notebook(path: Path, *cells: str, parameters: str = 'language = "en"') -> Path:
    """Write a notebook: its parameters, the stand-in, and some cells of its own."""
    book = new_notebook(cells=[new_markdown_cell("# Stub · 桩"),
                               new_code_cell(parameters, metadata={"tags": ["parameters"]}),
                               *(new_code_cell(source) for source in (FINISH, *cells))])
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
    book.metadata = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                     "language_info": {"name": "python", "version": "3.99.0"}}
    nbformat.write(book, path)
    return path


def kernels(project: Path) -> list[Path]:
    """Return the processes that still run in the folder of the notebooks, besides this one."""
    return [one.parent for one in Path("/proc").glob("[0-9]*/cwd") if os.access(one, os.R_OK) and one.exists()
            and one.resolve() == project / "notebooks" and one.parent.name != str(os.getpid())]


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A small project of this name, at a path with a space and Chinese, with two notebooks; the working directory."""
    folder = tmp_path / "a b 两地"
    (folder / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "pyproject.toml").write_text('[project]\nname = "two-regions-in-figures"\n')
    notebook(folder / "notebooks" / "01-growth.ipynb", 'finish(1, ["a"], name="growth")', 'finish(2, [], name="share")')
    notebook(folder / "notebooks" / "02-profile.ipynb", 'finish(region, [], name=f"profile-{region}")',
             parameters='language = "en"\nregion = ""')
    monkeypatch.chdir(folder / "notebooks")
    return folder


# --- whose files ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("command", [["figures"], ["execute"], ["deck"], ["document"], ["page"], ["check"],
                                     ["trace", "growth"], ["audit", "a.txt"], ["draft", "a.txt", "--region", "x"]],
                         ids=lambda command: command[0])
@pytest.mark.parametrize("theirs", ['[project]\nname = "harvests"\n', "no TOML [", None], ids=["named", "broken", "bare"])
def test_another_project_is_left_alone(command, theirs, project, monkeypatch, capsys):
    """Protects someone else's notebooks, figures and data: the folder is named, nothing is read or written there."""
    pyproject = project / "pyproject.toml"
    pyproject.unlink() if theirs is None else pyproject.write_text(theirs)
    (project / "data" / "datapackage.json").write_text('{"name": "harvests"}')
    before = contents(project)
    monkeypatch.chdir(project)
    assert main(command) == 2
    assert str(project) in capsys.readouterr().err
    assert contents(project) == before
    assert not (project / "figures").exists()


def test_a_project_inside_this_one_is_another(project, monkeypatch):
    """Protects a project of someone else's that lies in a folder of this one."""
    (project / "vendor").mkdir()
    monkeypatch.chdir(project / "vendor")
    assert nb.find_project() == project
    Path("pyproject.toml").write_text('[project]\nname = "harvests"\n')
    with pytest.raises(RefusedError, match="vendor"):
        nb.find_project()


# --- which figures -------------------------------------------------------------------------------------------------

def test_figures_are_known_without_running(project):
    """Protects `--only` and the manifest: names in the order of the cells, for each region, through magics and modules."""
    notebook(project / "notebooks" / "03-more.ipynb",
             "%matplotlib inline\n!true\n1 / 0\nif True:\n    helpers.finish(\n        fig, rows, name='later')\nfinish(fig, rows, name='last')",
             "%%bash\nfinish(name=", "finish(fig, rows, name='a' 'b'); finish(fig, rows)")
    for name in ("._01-growth.ipynb", ".~01-growth.ipynb", "01-growth-checkpoint.ipynb"):  # as others leave them
        (project / "notebooks" / name).write_bytes(b"\x00\x05")
    runs, unread = nb.find_runs(project)
    assert [(str(run), run.names) for run in runs] == [
        ("01-growth", ["growth", "share"]), ("02-profile (chaoan)", ["profile-chaoan"]),
        ("02-profile (jiangnan)", ["profile-jiangnan"]), ("03-more", ["later", "last", "ab"])]
    assert not unread


@pytest.mark.parametrize("other", ["01-growth-Copy1.ipynb", "01-growth (conflicted copy).ipynb"])
def test_a_copy_of_a_notebook_is_refused(other, project):
    """Protects figures/ from whichever of two notebooks happens to run last: both are named."""
    (project / "notebooks" / other).write_bytes((project / "notebooks" / "01-growth.ipynb").read_bytes())
    with pytest.raises(RefusedError) as refused:
        export_figures()
    assert all(name in str(refused.value) for name in ("the figure growth", other, "01-growth.ipynb"))
    assert not list((project / "figures").iterdir())


NO_NOTEBOOKS = {"Untitled": "", "merge": "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n", "list": "[1, 2]", "bytes": "\x00"}
FAILING = {
    "variable": ("finish(3, [], name=title)", "name=title): the name must be a text"),
    "region": ("finish(3, [], name=f'x-{region}')", "the name must be a text"),
    "syntax": ("finish(3, [], name='new'", "code cell 3"),
    "raises": ("1 / 0\nfinish(3, [], name='new-raises')", "code cell 3: ZeroDivisionError: division by zero"),
    "skips": ("if False:\n    finish(3, [], name='new-skips')", "new-skips not drawn: its call of finish was not reached"),
    "dies": ("import os; os._exit(3)\nfinish(3, [], name='new-dies')", "DeadKernelError"),
}


def test_broken_notebooks_fail_alone(project, capsys):
    """Protects the other figures, and what a failing notebook has drawn before; each is named with its reason."""
    for stem, content in NO_NOTEBOOKS.items():
        (project / "notebooks" / f"{stem}.ipynb").write_text(content)
    for stem, (cell, _) in FAILING.items():
        notebook(project / "notebooks" / f"{stem}.ipynb", cell)
    (project / "figures").mkdir()
    (project / "figures" / "new-raises.zh.svg").write_text("old")
    assert main(["figures", "--format", "svg", "--language", "zh"]) == 1
    said = capsys.readouterr()
    failed = dict(re.findall(r"^FAILED (\S+)(?: \(zh\))?: (.*)$", said.err, re.M))
    assert set(failed) == {*NO_NOTEBOOKS, *FAILING}
    assert all(failed[stem].startswith("no notebook, or one with marks of a merge") for stem in NO_NOTEBOOKS)
    assert all(reason in failed[stem] for stem, (_, reason) in FAILING.items())
    assert "4 figures, 4 files" in said.out
    assert (project / "figures" / "new-raises.zh.svg").read_text() == "old"
    assert (project / "figures" / "profile-jiangnan.zh.svg").read_text() == "svg of profile-jiangnan as jiangnan, zh"
    assert len(list((project / "figures").glob("*.svg"))) == 5
    assert not kernels(project)


# --- export --------------------------------------------------------------------------------------------------------

def test_an_export_is_whole(project, tmp_path):
    """Protects the report writer: every figure, language and format, for each region, with a manifest that is true.

    And deck, document and page, which hold what is drawn: records in the order of the notebooks, and their files.
    """
    records, failures = draw(tmp_path, ["share", "growth", "profile-chaoan"], ["zh"], ["png"])
    assert ([record["name"] for record in records], failures) == (["growth", "share", "profile-chaoan"], {})
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["growth.zh.png", "profile-chaoan.zh.png", "share.zh.png"]
    assert not (project / "figures").exists() and not [*tmp_path.glob("*.json")]
    names = ["growth", "profile-chaoan", "profile-jiangnan", "share"]
    files, failures = export_figures()
    assert failures == {}
    assert sorted(path.name for path in files) == [
        f"{name}.{language}.{form}" for name in names for language in ("en", "zh") for form in ("pdf", "png", "svg")]
    assert {*(project / "figures").iterdir()} == {*files, project / "figures" / "manifest.json"}
    assert list(read_manifest(project / "figures")) == [(name, language) for name in names for language in ("en", "zh")]
    assert read_manifest(project / "figures")["growth", "en"]["rows"] == ["a"]
    for (name, language), entry in read_manifest(project / "figures").items():
        assert list(entry["files"]) == ["svg", "pdf", "png"]
        for form, said in entry["files"].items():
            assert hashlib.sha256((project / "figures" / f"{name}.{language}.{form}").read_bytes()).hexdigest() == said
    before = contents(project / "figures")
    assert len(export_figures(only=["growth"])[0]) == 6
    assert contents(project / "figures") == before, "twice the same bytes"


@pytest.mark.skipif(os.name == "nt", reason="kernels listen on ports there")
def test_no_other_program_can_take_a_port_from_a_kernel(project, monkeypatch):
    """Protects from a kernel that dies, or hangs for a minute, as its port was free when picked and taken when bound."""
    def taken(*_):
        raise AssertionError("a port was picked")

    monkeypatch.setattr(LocalPortCache, "find_available_port", taken)
    assert export_figures(["growth"], ["en"], ["svg"])[1] == {}
    monkeypatch.setattr(nbval.kernel, "KernelManager", None)
    ours = runpy.run_path(str(ROOT / "notebooks" / "conftest.py"))
    manager, client = nbval.kernel.start_new_kernel(kernel_name=nbval.kernel.CURRENT_ENV_KERNEL_NAME)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    assert not [*Path(ours["folder"].name).iterdir()], "its files are gone"


def test_a_part_of_an_export_leaves_the_rest(project):
    """Protects what was exported before, of a notebook that is broken for now too; what nobody draws any more goes."""
    export_figures(languages=["en"])
    notebook(project / "notebooks" / "01-growth.ipynb", 'finish("new", [], name="growth")')
    (project / "notebooks" / "02-profile.ipynb").write_text("")
    files, _ = export_figures(only=["growth"], formats=["svg"])
    assert [path.name for path in files] == ["growth.en.svg", "growth.zh.svg"]
    assert (project / "figures" / "growth.en.svg").read_text() == "svg of growth as new, en"
    assert (project / "figures" / "growth.en.pdf").read_text() == "pdf of growth as 1, en"
    assert {key: set(entry["files"]) for key, entry in read_manifest(project / "figures").items()} == {
        ("growth", "en"): {"svg", "png", "pdf"}, ("growth", "zh"): {"svg"},
        ("profile-chaoan", "en"): {"svg", "png", "pdf"}, ("profile-jiangnan", "en"): {"svg", "png", "pdf"}}
    left = {path.name.split(".")[0] for path in (project / "figures").iterdir()}
    assert left == {"growth", "profile-chaoan", "profile-jiangnan", "manifest"}


@pytest.mark.parametrize(("options", "said"), [
    (["--only", "nonsense"], "no figure 'nonsense'; there are: growth, share, profile-chaoan"),
    (["--language", "nonsense"], "no language 'nonsense'; there are: en, zh"),
    (["--format", "svg,nonsense"], "no format 'nonsense'; there are: svg, pdf, png"),
    (["--out", "../file"], "a b 两地/file"),
    (["--out", "../file/below"], "a b 两地/file"),
    (["--out", "../foreign"], "manifest.json is no list of figures"),
])
def test_what_cannot_be_is_said_before_anything_runs(options, said, project, capsys, monkeypatch):
    """Protects from minutes of drawing for nothing and from a traceback; a file of another's that is there stays."""
    monkeypatch.setattr("helpers.export.run_notebooks", lambda *_, **__: pytest.fail("it ran"))
    (project / "file").write_text("mine")
    (project / "foreign").mkdir()
    (project / "foreign" / "manifest.json").write_text('{"name": "web app"}')
    before = contents(project)
    assert main(["figures", *options]) == 2
    assert said in capsys.readouterr().err
    assert contents(project) == before


@pytest.mark.parametrize("command", ["figures", "execute", "deck", "page"])
def test_faulty_data_are_told_before_anything_runs(command, project, capsys):
    """Protects who runs the notebooks after a slip in the data: the faults, as `check` lists them, and nothing written."""
    path = project / "data" / "regions.csv"
    path.write_bytes(path.read_bytes().partition(b"\n")[2])
    before = contents(project)
    assert main([command]) == 2
    assert "regions.csv: found no header" in capsys.readouterr().err
    assert contents(project) == before


def test_a_full_disk_leaves_what_was_there(project, capsys, monkeypatch):
    """Protects what was there: the manifest is written before any file is moved."""
    export_figures(languages=["en"], formats=["svg"], only=["growth"])
    before = contents(project / "figures")
    write_text = Path.write_text

    def full(path: Path, *given, **more) -> int:
        write_text(path, "[")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", full)
    notebook(project / "notebooks" / "01-growth.ipynb", 'finish("new", [], name="growth")')
    assert main(["figures", "--only", "growth", "--language", "en"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert contents(project / "figures") == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and processes as on Linux")
@pytest.mark.parametrize(("command", "times"), [("figures", 40), ("execute", 1)])
def test_ctrl_c_leaves_what_was_there(command, times, project):
    """Protects what was there, and the machine: nothing is moved, no folder and no kernel is left, however often it comes."""
    (project / "figures").mkdir()
    (project / "figures" / "growth.en.svg").write_text("old")
    notebook(project / "notebooks" / "01-growth.ipynb", "print('new')\nfinish(2, [], name='growth')")
    notebook(project / "notebooks" / "02-profile.ipynb", "from time import sleep\nPath('../started').touch(); sleep(600)",
             'finish(2, [], name="profile")')
    before = contents(project)
    process = subprocess.Popen([sys.executable, "-m", "helpers", command], cwd=project, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + PATIENCE
    while not (project / "started").exists():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    (project / "started").unlink()
    for _ in range(times):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (130, "stopped; no file is left half-written\n")
    assert contents(project) == before
    assert not list((project / "figures").glob(".*"))
    while kernels(project):
        assert time.monotonic() < end
        time.sleep(0.1)


# --- running in place ----------------------------------------------------------------------------------------------

def test_running_and_saving_again_give_the_same_bytes(project):
    """Protects the diff: outputs are kept, without times, with whichever Python the notebook had before.

    And who opens a notebook and touches nothing: what JupyterLab writes by itself is what is kept.
    """
    path = notebook(project / "notebooks" / "01-growth.ipynb", "print(6 * 7)")
    (project / "notebooks" / "02-profile.ipynb").unlink()
    assert execute_notebooks() == {}
    first = path.read_text(encoding="utf-8")
    book = nbformat.reads(first, as_version=4)
    assert book.cells[-1].outputs == [new_output("stream", name="stdout", text="42\n")]
    assert [cell.execution_count for cell in book.cells if cell.cell_type == "code"] == [1, 2, 3]
    assert book.metadata.language_info.version == "3.99.0"
    book.cells[-1].metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
    book.cells[-1].outputs = []
    nbformat.write(book, path)
    execute_notebooks()
    assert path.read_text(encoding="utf-8") == first
    contents, spec = FileContentsManager(root_dir=str(project / "notebooks")), KernelSpecManager().get_kernel_spec("python3")
    model = contents.get("01-growth.ipynb")
    model["content"]["metadata"]["kernelspec"] = {"display_name": spec.display_name, "language": spec.language, "name": "python3"}
    contents.save(model, "01-growth.ipynb")
    assert path.read_text(encoding="utf-8") == first


def test_what_fails_or_no_longer_agrees_is_named(project, capsys, monkeypatch):
    """Protects a failing notebook, which stays as it was, and the reader from a sentence that the data left behind."""
    path = notebook(project / "notebooks" / "01-growth.ipynb", "1 / 0")
    (project / "notebooks" / "Untitled.ipynb").write_text("")
    monkeypatch.setattr("helpers.export.stale_sentences", lambda path: ["It grew by 39."] if "profile" in path.name else [])
    before = path.read_bytes()
    assert main(["execute"]) == 1
    said = capsys.readouterr()
    assert "FAILED 01-growth: code cell 3: ZeroDivisionError" in said.err
    assert "FAILED 02-profile: its prose no longer agrees with its data and outputs:\n  It grew by 39.\n" in said.err
    assert "FAILED Untitled: no notebook" in said.err
    assert "ran    02-profile" in said.out
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["01-growth.ipynb", "02-profile.ipynb", "Untitled.ipynb"]


# --- surroundings --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("home", ["~", "no folder"])
def test_whoever_runs_it(home, project, tmp_path):
    """Protects an export from start-up files of the user's IPython; and who has no home, in the C locale and with no `.cache`."""
    startup = tmp_path / "~" / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "theirs.py").write_text("finish = share = None\nopen('ran', 'w').close()")
    for name in (tmp_path / "no folder", project / ".cache"):
        name.write_text("no folder can be made here, not even by root")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "IPYTHON", "MPL", "XDG"))}
    done = subprocess.run([sys.executable, "-m", "helpers", "figures", "--out", str(tmp_path / "out"), "--only", "growth",
                           "--language", "en"], cwd=project, env={**env, "HOME": str(tmp_path / home), "LC_ALL": "C"},
                          capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("growth.*"))) == 3
    assert not (project / "notebooks" / "ran").exists()
    assert [path.name for path in startup.parent.iterdir()] == ["startup"], "nothing is written there"


def test_a_reader_that_goes_away_is_no_error(project):
    """Protects `two-regions trace … | head -1`."""
    read, write = os.pipe()
    os.close(read)
    code = ("import sys\nfrom helpers import __main__ as m\n"
            "m.COMMANDS['check'] = (lambda _: print('x' * 100000) or 0, '', '')\nsys.exit(m.main(['check']))")
    done = subprocess.run([sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
