"""The command line of the package is fit for pipes; its README and examples say what is so, and nothing of this project."""

import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, needs_sources, read_csv, sources

from chinese_quantities import PhraseError, find_numerals, read_phrase
from chinese_quantities.hedges import AFTER_NUMERAL, AFTER_UNIT, BEFORE, Sense

PACKAGE = ROOT / "src" / "chinese_quantities"
README = (PACKAGE / "README.md").read_text(encoding="utf-8")


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


BOUNDS = {Sense.NEAR: "N−d to below N", Sense.ABOUT: "N−d to N+d", Sense.ROUND: "N−d to N+d", Sense.OVER: "above N",
          Sense.LEAST: "N or more", Sense.MOST: "0 to N", Sense.UNDER: "0 to below N", Sense.REST: "above N, below N+u",
          Sense.REST_UNIT: "above N, below N+1"}


def test_every_hedge_stands_in_the_readme_with_what_it_leaves_open():
    """Protects who looks a word up: it stands in its row of the table, or the two rules below the table form it."""
    rows = [row.split(" | ") for row in re.findall(r"^\| (.+) \|$", README, re.M)]
    told = {sense: {word for words, bounds, *_ in rows if bounds.split(";")[0] == said
                    for word in re.findall("[一-鿿]+", words)} for sense, said in BOUNDS.items()}
    negations, over, under = re.search(r"round: (不.+) before (.+) make 0 to N, before\s(.+) N or more", README).groups()
    for sense, words in ((Sense.MOST, over), (Sense.LEAST, under)):
        told[sense] |= {negation + word for negation in negations.split(", ") for word in words.split(", ")}
    for sense, word, whole in ((Sense.OVER, "以上", Sense.LEAST), (Sense.UNDER, "以下", Sense.MOST)):
        assert re.search(rf"\(不含\){word},\s{BOUNDS[sense]}", README)
        told[sense] |= {f"(不含){word}" for word in told[whole]}
    assert [(word, sense) for lexicon in (BEFORE, AFTER_NUMERAL, AFTER_UNIT) for word, sense in lexicon.items()
            if word not in told[sense]] == []


def test_the_readme_counts_the_phrases_that_it_speaks_of():
    """Protects the comparison with other packages from phrases that were added later: run benchmarks/peers.py again."""
    rows = read_csv(ROOT / "tests" / "chinese_quantities" / "data" / "phrases.csv")
    valued, said = sum(bool(row["value"]) for row in rows), re.search(r"The (\d+) phrases .*?: (\d+) state a", README, re.S)
    assert said.groups() == (f"{len(rows)}", f"{valued}")


def test_no_word_of_the_project_s_data_stands_in_the_package():
    """Protects the package's independence: its examples are invented, and no rule is made for these articles' words."""
    phrases = {row["phrase"] for folder in ("observations", "set_aside")
               for path in (ROOT / "data" / folder).glob("*.csv") for row in read_csv(path)}
    for path in [*PACKAGE.glob("*.py"), PACKAGE / "README.md"]:
        text = path.read_text(encoding="utf-8")
        assert [phrase for phrase in phrases if len(phrase) > 3 and phrase in text] == [], path.name


@needs_sources
def test_no_five_characters_of_the_articles_stand_in_the_package():
    """Protects the same where the articles are at hand: their names and slogans too."""
    runs = {article[at:at + 5] for article in sources().values() for at in range(len(article) - 4)}
    for path in [*PACKAGE.glob("*.py"), PACKAGE / "README.md"]:
        words = re.findall(r"[一-鿿\d%.“”]+", path.read_text(encoding="utf-8"))
        found = [word[at:at + 5] for word in words for at in range(len(word) - 4)]
        assert [run for run in found if run in runs and not run.isdecimal()] == [], path.name


def test_the_benchmark_says_which_packages_it_knows():
    """Protects who runs it without a name from a traceback."""
    done = subprocess.run([sys.executable, ROOT / "benchmarks" / "peers.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "jionlp" in done.stderr and "Traceback" not in done.stderr
