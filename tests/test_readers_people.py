"""Names in the conventions of all formats → given name first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.people import (
    given_first,
    initials_first,
    split_any,
    split_list,
    split_pubmed,
    surely_initials_first,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Boot, Ada", "Ada Boot"),
        ("Boot,Ada B.", "Ada B. Boot"),
        ("van der Boot, Ada", "Ada van der Boot"),
        ("Boot, Jr., Ada", "Ada Boot Jr."),
        ("Boot, Ada, III", "Ada Boot III"),
        ("Boot, Ada Jr", "Ada Boot Jr"),
        ("Boot, Ada, Ph.D.", "Ada Boot Ph.D."),
        ("Boot, V", "V Boot"),
        ("Boot, MD", "MD Boot"),
        ("Boot,", "Boot"),
        ("The Boat Group", "The Boat Group"),
        ("", ""),
    ],
)
def test_given_first(name: str, expected: str) -> None:
    """A family name before a comma goes behind, a suffix to the end."""
    assert given_first(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Boot AB", "A. B. Boot"),
        ("van Dam J.A.", "J. A. van Dam"),
        ("Boot J.-P.", "J. P. Boot"),
        ("Boot J. P.", "J. P. Boot"),
        ("Boot JP Jr", "J. P. Boot Jr"),
        ("Boot J 3rd", "J. Boot 3rd"),
        ("Boot J PhD", "J. Boot PhD"),
        ("Garcia Lopez JR", "J. R. Garcia Lopez"),
        ("Boot II", "I. I. Boot"),
        ("Boot, Ada", "Ada Boot"),
        ("Ada Boot", "Ada Boot"),
        ("ADA LEE", "ADA LEE"),
        ("Plato", "Plato"),
        ("", ""),
    ],
)
def test_initials_first(name: str, expected: str) -> None:
    """Initials behind a family name go before it; whole names stay."""
    assert initials_first(name) == expected


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["Kops S.M."], ["S. M. Kops"]),
        (["Smith J. A."], ["J. A. Smith"]),
        (["de Vries P."], ["P. de Vries"]),
        (["Van den Berg J.-P."], ["J. P. Van den Berg"]),
        (["Kops SM", "de Vries P"], ["S. M. Kops", "P. de Vries"]),
        (["Kops SM", "Smith MD", "Boot A Jr"], ["S. M. Kops", "M. D. Smith", "A. Boot Jr"]),
        (["Garcia Lopez M.", "Kops S.M."], ["M. Garcia Lopez", "S. M. Kops"]),
        (["World Health Organization", "Kops S.M."], ["World Health Organization", "S. M. Kops"]),
        (["Boot, Ada", "Volvo AB", "Kops S."], ["Ada Boot", "Volvo AB", "Kops S."]),
    ],
)
def test_initials_that_are_surely_such(written: list[str], names: list[str]) -> None:
    """One word and initials with dots, or a paper whose names all end in initials."""
    assert surely_initials_first(written) == names


@pytest.mark.parametrize(
    "names",
    [
        ["Department of Health UK"],
        ["Health U.K."],
        ["World Health Organization WHO"],
        ["World Health Organization WHO", "Kops SM"],
        ["Deloitte LLP"],
        ["Deloitte LLP", "Kops SM"],
        ["Mary Smith MD"],
        ["Mary Smith MD", "John Boot MD"],
        ["Smith M.D."],
        ["Smith MD", "Boot MD"],
        ["Malcolm X"],
        ["Malcolm X", "Alex Haley"],
        ["Kops SM"],
        ["Garcia Lopez M."],
        ["Ada Boot", "Kops SM"],
        ["J. A. Smith"],
        ["A. B."],
        ["WHO"],
    ],
)
def test_names_that_stay(names: list[str]) -> None:
    """What may be an organization, a degree or a whole name is left as it stands."""
    assert surely_initials_first(names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Boot, Ada; Cane, Cid; ", ("Ada Boot", "Cid Cane")),
        ("Ada Boot;Cid Cane", ("Ada Boot", "Cid Cane")),
        ("Ada Boot|Cid Cane", ("Ada Boot", "Cid Cane")),
        ("Boot, Ada (5719); Cane, Cid (5720)", ("Ada Boot", "Cid Cane")),
        ("Boot, Ada and Cane, Cid", ("Ada Boot", "Cid Cane")),
        ("Ada Boot and Cid Cane", ("Ada Boot", "Cid Cane")),
        ("Ada Boot, Cid Cane and Eve Ferry", ("Ada Boot", "Cid Cane", "Eve Ferry")),
        ("Ada Boot, Cid Cane, and Eve Ferry", ("Ada Boot", "Cid Cane", "Eve Ferry")),
        ("Boot, Ada, Cane, Cid", ("Ada Boot", "Cid Cane")),
        ("van Boot, Ada, Cane, Cid Dov", ("Ada van Boot", "Cid Dov Cane")),
        ("Ada Boot, Cid Cane", ("Ada Boot", "Cid Cane")),
        ("Boot A., Cane C.", ("A. Boot", "C. Cane")),
        ("Boot AB, Cane C, Ferry E.", ("A. B. Boot", "C. Cane", "E. Ferry")),
        ("Boot SM, de Cane P.", ("S. M. Boot", "P. de Cane")),
        ("van Boot A., Cane C.", ("A. van Boot", "C. Cane")),
        ("Boot, Ada", ("Ada Boot",)),
        ("Ada Boot", ("Ada Boot",)),
        ("Boot AB.", ("A. B. Boot",)),
        ("Boot M.D.", ("M. D. Boot",)),
        ("Garcia Lopez M, Boot A", ("M. Garcia Lopez", "A. Boot")),
        ("Garcia Lopez M.", ("M. Garcia Lopez",)),
        ("Malcolm X", ("Malcolm X",)),
        ("Malcolm X; Ada Boot", ("Malcolm X", "Ada Boot")),
        ("Boot, Ada; Kiln AB", ("Ada Boot", "Kiln AB")),
        ("Mary Boot MD; Cid Cane PhD", ("Mary Boot MD", "Cid Cane PhD")),
        ("World Health Organization WHO", ("World Health Organization WHO",)),
        ("University of Ash UK; Boot A", ("University of Ash UK", "A. Boot")),
        ("Boot A, WHO", ("A. Boot", "WHO")),
        ("Otto XIV", ("Otto XIV",)),
        ("Mary Ann K", ("Mary Ann K",)),
        ("Ada Boot et al.", ("Ada Boot",)),
        ("Ivanov II, Petrov VV, Smirnov AB.", ("I. I. Ivanov", "V. V. Petrov", "A. B. Smirnov")),
        ("Sokolov IV, Petrov VI, Orlov XX", ("I. V. Sokolov", "V. I. Petrov", "X. X. Orlov")),
        ("Petrov VV", ("V. V. Petrov",)),
        ("Petrov VV.", ("V. V. Petrov",)),
        ("Boot JR, Kiln SR", ("J. R. Boot", "S. R. Kiln")),
        ("Garcia Lopez MJ.", ("M. J. Garcia Lopez",)),
        ("Garcia Lopez MJ", ("Garcia Lopez MJ",)),
        ("Mary Boot MD.", ("Mary Boot MD",)),
        ("Otto XIV.", ("Otto XIV",)),
        ("John Paul II.", ("John Paul II",)),
        (
            "Garcia Lopez MJ, Smith A, RECOVERY Collaborative Group.",
            ("M. J. Garcia Lopez", "A. Smith", "RECOVERY Collaborative Group"),
        ),
        ("Garcia Lopez MJ, Boot II, Kiln", ("M. J. Garcia Lopez", "I. I. Boot", "Kiln")),
        ("Garcia Lopez MJ, Boot A, Ada Kiln", ("M. J. Garcia Lopez", "A. Boot", "Ada Kiln")),
        ("Mary Ann MJ, Ada Boot, Cid Cane", ("Mary Ann MJ", "Ada Boot", "Cid Cane")),
        ("Mary Boot MD; Ed Kiln RN; Cid Cane PhD", ("Mary Boot MD", "Ed Kiln RN", "Cid Cane PhD")),
        ("Mary Boot III; Cane C; Kiln AB", ("Mary Boot III", "C. Cane", "A. B. Kiln")),
        (
            "Health Organization WHO; Boot A; Cane C",
            ("Health Organization WHO", "A. Boot", "C. Cane"),
        ),
        ("King ML, Jr.", ("M. L. King Jr",)),
        ("King ML, Jr, Parks R, III", ("M. L. King Jr", "R. Parks III")),
        ("King, Martin, Jr., Parks, Rosa", ("Martin King Jr.", "Rosa Parks")),
        ("King, Martin, III, Parks, Rosa", ("Martin King III", "Rosa Parks")),
        ("King, Jr., Martin", ("Martin King Jr.",)),
        ("Smith JA, PhD, Doe B, MD", ("J. A. Smith PhD", "B. Doe MD")),
        ("Smith JA, Ph. D. and Doe B, MD", ("J. A. Smith Ph.D.", "B. Doe MD")),
        ("Ada Boot, MD, Cid Cane, PhD", ("Ada Boot MD", "Cid Cane PhD")),
        ("Boot, MD, Cane, CD", ("MD Boot", "CD Cane")),
        ("", ()),
    ],
)
def test_split_any(text: str, names: tuple[str, ...]) -> None:
    """ ";" splits, else "and", else pairs; whole names stay whole."""
    assert split_any(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Park II", ("I. I. Park",)),
        ("Li X.", ("X. Li",)),
        ("Smith MD", ("M. D. Smith",)),
        ("Garcia Lopez MJ", ("M. J. Garcia Lopez",)),
        ("Garcia Lopez II, King ML 3rd.", ("I. I. Garcia Lopez", "M. L. King 3rd")),
        ("King ML, Jr.", ("M. L. King Jr",)),
        (
            "Boot A, Kim UK; The Group of Health UK.",
            ("A. Boot", "U. K. Kim", "The Group of Health UK"),
        ),
        ("Boot A, Kiln B, et al.", ("A. Boot", "B. Kiln")),
        ("", ()),
    ],
)
def test_split_pubmed(text: str, names: tuple[str, ...]) -> None:
    """All names with initials behind are turned; groups stay."""
    assert split_pubmed(text) == names


@given(st.text() | st.text("AbC ,;&()and.|"))
def test_any_text(text: str) -> None:
    """No text makes them raise, and no name is empty."""
    for names in (split_any(text), split_list(text), split_pubmed(text)):
        assert all(name.strip() for name in names)
    given_first(text)
    surely_initials_first([text, "Boot A."])
