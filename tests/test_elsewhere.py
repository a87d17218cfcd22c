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
        ("paper boats [ti] AND sea [tiab]", "title:(paper boats) AND sea"),
        ("boot a [au]", 'author:"boot a"'),
        ("paper NEAR/3 boats", '"paper boats"~3'),
        ("paper PRE/3 boats", '"paper boats"~3'),
        ("TS=(paper NEXT/2 boats)", '("paper boats"~2)'),
        ("paper ONEAR/4 boats", '"paper boats"~4'),
        ("paper adj3 boats", '"paper boats"~2'),
        ("TS=(paper NEAR/3 boats)", '("paper boats"~3)'),
        ("boats.ti. or ships.ti.", "title:boats OR title:ships"),
        (
            "boats.ti. and (ships.ab. or boot.au.)",
            "title:boats AND (abstract:ships OR author:boot)",
        ),
        ("boats[ti] not ships[Title/Abstract]", "title:boats NOT ships"),
        ("paper boats.ti.", 'title:"paper boats"'),
        ("(boats or ships).ti,ab.", "(boats OR ships)"),
        ("(boats or ships).ti.", "title:(boats OR ships)"),
        ("sea[All Fields] AND boats[MeSH Major Topic]", "sea AND keyword:boats"),
        ('boats[ti] AND ("2010"[PDAT] : "2020"[PDAT])', "title:boats AND (year:2010..2020)"),
        ("boats AND 2015/01/01:2020/12/31[dp]", "boats AND date:2015-01-01..2020-12-31"),
        ("sea[ti] AND (not boats[ti])", "title:sea AND (NOT title:boats)"),
        ("TI=paper boats", "title:(paper boats)"),
        ("TI=paper boats AND AU=Boot A", 'title:(paper boats) AND author:"Boot A"'),
        ("TI=boats or TI=ships", "title:boats OR title:ships"),
        ("boats  [ti]", "title:boats"),
        ("boats\t[ti]", "title:boats"),
        ("boats[ti]\nAND ships[ti]", "title:boats\nAND title:ships"),
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
     "boats are not ships", "boats or not", "or boats", "boats may not be ships",
     "boats swell or shrink.", "boats of wood or paper", "boats, however, not ships",
     "the boats or ships", "to sail or not to sail", "not boats",
     '"graph boats network[ti]"', '"a NEAR/3 b"', '"a b" NEAR/3 c', "boat* NEAR/3 c", "boa? adj3 c",
     "a NEAR/3 b NEAR/3 c",
     "big a adj3 b", "a adj1 b", "a PRE/0 b", "(a adj3 b).ti.", "boats [ti]s",
     "author:smith[au]", "a[ti] OR b[ti] c[ti]", "a[ti] and", "OR.au.", "boot et al[au]",
     "a.ti. or b.ti. not c.ti.", "-boats[ti]",
     "ti:boats[ti]", "gold nanoparticles [Au]", "gold nanoparticles[Au]", "et al.ab.", "U.S.ti.",
     "the ABS (anti-lock braking) system", "KEY (cryptography)", "TITLE (of the paper)",
     "AU=1.5 distance", "PY=1", "boats[ti] AND sea[Foo]", "X=(a) or TI=b",
     "TI=boats AND DO=10", "node.js boats[ti]",
     "TI=boats AND LIMIT-TO(x)", "war and peace[ti]", "boats[ti] OR a[ti] AND b[ti]",
     "TI=boats node.js", "exp Boats/ and boats.ti.", "boat$.ti. and sea.ti.", "KEY(paper boats)",
     "boats.ti. AND", "boats[ti] AND (sea", "SO(3) or SU(2)", "paper boat*.ti.", "boats.au,ti.",
     "boats.ti,xx.", "\ue000[ti]", "(a b or c).ti.", "boats[ti] adj sea", '"boats or ships" sea',
     "one boat or two or three of them on the sea"],
)  # fmt: skip
def test_other_texts(text: str) -> None:
    """Formulas, groups and plain words are nobody else's."""
    assert here(text) == ""


def test_that_words_may_be_in_another_order_is_told() -> None:
    """Where other databases keep to it."""
    texts = ("paper PRE/3 boats", "paper NEAR/3 boats", 'paper NEAR/3 boats "NEXT/2"')
    messages = [parse(text).problems[0].message for text in texts]
    told = [", but for the order of words: " in message for message in messages]
    assert told == [True, False, False]
