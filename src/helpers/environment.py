"""Keep what libraries write on their own account inside the checkout, and out of the home folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# As in the Makefile, which sets them for every command that it runs.
_FOLDERS = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter/config",
            "JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/runtime"}


def settle() -> None:
    """Point caches that no one has placed into `.cache/` of the checkout; let output be said on any terminal.

    Installed elsewhere, or in a checkout that cannot be written, the libraries choose for themselves.
    """
    cache = CHECKOUT / ".cache"
    try:
        for name, folder in _FOLDERS.items() if (CHECKOUT / "pyproject.toml").is_file() else ():
            (cache / folder).mkdir(parents=True, exist_ok=True)
            os.environ.setdefault(name, str(cache / folder))
    except OSError:
        pass
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
