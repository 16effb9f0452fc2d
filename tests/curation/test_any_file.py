"""Any file can be given to the audit by mistake."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.__main__ import main

costly = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@costly
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode),
                 st.text(max_size=100).map(lambda text: text.encode("utf-16")),
                 st.text(st.sampled_from("近一二十百万亿0123456789个名元年月日第,。“”\n多余约超"), max_size=120).map(str.encode)))
def test_any_file_can_be_audited_or_is_refused(content):
    """Protects whoever audits the wrong file: a list, or one line that says what is wrong; never a traceback."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_bytes(content)
        said, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
            status = main(["audit", str(path)])
    assert status in (0, 1, 2)
    assert bool(wrong.getvalue().strip()) == (status == 2), "only a refusal speaks on standard error"
    assert status == 2 or "numeral" in said.getvalue()
