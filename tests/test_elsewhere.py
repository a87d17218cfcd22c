"""Texts for other databases, and how they are written here (search.elsewhere)."""

import pytest

from search.parser import parse


def here(text: str) -> str:
    """What is offered in the place of a text; empty for nothing."""
    told = [problem for problem in parse(text).problems if problem.code == "also-here"]
    return told[0].message.partition(": ")[2].removesuffix(" finds the papers") if told else ""


@pytest.mark.parametrize(
    ("there", "offered"),
    [
        ("boats[ti]", "title:boats"),
        ("paper boats[Title] AND sea", "title:(paper boats) AND sea"),
        ('"paper boats"[tiab]', '"paper boats"'),
        ("paper boats[tiab] OR sea", "(paper boats) OR sea"),
        ("boot a[au]", 'author:"boot a"'),
        ("lung diseases[mesh:noexp]", 'keyword:"lung diseases"'),
        ("sea[MeSH Terms] AND 2010:2015[dp]", "keyword:sea AND year:2010..2015"),
        ("boats 2015[dp]", "boats year:2015"),
        ("boats.ti. AND boot.au.", "title:boats AND author:boot"),
        ("boats.ti,ab.", "boats"),
        ("TI=boats AND TS=(sea OR lake)", "title:boats AND (sea OR lake)"),
        ('AU = "Boot, Ada" PY=2015-2018', 'author:"Boot, Ada" year:2015-2018'),
        ("TITLE-ABS-KEY ( boats ) AND PUBYEAR > 2015", "( boats ) AND year:>2015"),
        (
            "AUTH(boot) AND TITLE(boats) AND PUBYEAR = 2015",
            "author:(boot) AND title:(boats) AND year:2015",
        ),
        ("paper NEAR/3 boats", '"paper boats"~3'),
        ('paper adj2 "of boats"', '"paper of boats"~2'),
        ("paper boats or ships", "paper boats OR ships"),
        ("boats not paper", "boats NOT paper"),
        ("(boats or ships) not paper", "(boats OR ships) NOT paper"),
    ],
)
def test_what_is_offered(there: str, offered: str) -> None:
    """The whole text, written anew; it is read without a complaint and is another tree."""
    assert here(there) == offered
    again = parse(offered)
    assert again.problems == ()
    assert again.tree != parse(there).tree


@pytest.mark.parametrize(
    "text",
    ["SO(3) SU(2)", "AB=BA", "ab=ba ti=3", "a[i] x[ti]y", "adj3", "w/3 x", "near/", "title:boats",
     "the TITLE", "E=mc^2", "f.au", "PUBYEAR", "boats [1]", "ALL of us", "KEY", "x[ti]" * 300,
     "boats are not ships", "boats or not", "or boats", "to sail or not to sail", "not boats",
     '"boats or ships" sea', "one boat or two or three of them on the sea"],
)  # fmt: skip
def test_other_texts(text: str) -> None:
    """Formulas, groups and plain words are nobody else's."""
    assert here(text) == ""
