"""The command line of the package is fit for pipes."""

import json
import subprocess
import sys

import pytest

from chinese_quantities import PhraseError, find_numerals, read_phrase


def run(*arguments, given=b""):
    command = [sys.executable, "-m", "chinese_quantities", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False)


def test_phrases_are_printed_for_programs_and_for_people():
    """Protects the JSON lines that programs read, their order and the refusal among them, and the plain line."""
    done = run("phrase", "--json", "近400万元", "-", given="近年\n１００多名\n".encode())
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert answers[0] == read_phrase("近400万元").as_dict() and answers[2] == read_phrase("１００多名").as_dict()
    assert list(answers[0]) == ["phrase", "value", "unit", "hedge", "low", "high", "low_open", "high_open", "flags"]
    with pytest.raises(PhraseError) as refused:
        read_phrase("近年")
    assert answers[1] == {"phrase": "近年", "error": refused.value.reason}
    plain = run("phrase", "近400多个").stdout.decode()
    assert plain == "近400多个: 400 个, hedge 近…多, no bounds, contradiction\n"


def test_numerals_of_a_file_are_listed(tmp_path):
    """Protects the two forms of the list; a byte order mark is no part of the text."""
    text = "7月,拨付近40\n0万元,奖励过百亿元"
    (tmp_path / "article.txt").write_text(text, encoding="utf-8-sig")
    done = run("find", str(tmp_path / "article.txt"), "--json")
    listed = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert listed == [numeral.as_dict() for numeral in find_numerals(text)]
    assert " ".join(listed[0]) == "start end text kind value unit hedge low high low_open high_open"
    plain = run("find", "-", given=text.encode()).stdout.decode().splitlines()
    assert plain[0] == "0-1\t7\tdate"
    assert plain[1].split("\t")[1:] == ["400万", "quantity", "4000000 元, hedge 近, from 3600000 to below 4000000"]
    assert plain[2].split("\t")[2:] == ["quantity", "not read"]


def test_other_encodings_are_refused_by_name(tmp_path):
    """Protects from nonsense read out of GBK: status 2, the encoding named, nothing printed as a reading."""
    (tmp_path / "gbk.txt").write_text("近400万元", encoding="gbk")
    for done in (run("phrase", "-", given="近400万元\n".encode("gbk")), run("find", str(tmp_path / "gbk.txt")),
                 run("find", "-", given="近400万元".encode("gbk"))):
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"UTF-8" in done.stderr and b"GB18030" in done.stderr and b"Traceback" not in done.stderr
    missing = run("find", str(tmp_path / "none.txt"))
    assert missing.returncode == 2 and b"none.txt: No such file" in missing.stderr


def test_a_reader_that_goes_away_early_is_no_error():
    """Protects `… | head -1`."""
    command = [sys.executable, "-m", "chinese_quantities", "phrase", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        _, errors = running.communicate("近400万元\n".encode() * 5000)
    assert (running.returncode, errors) == (0, b"")
