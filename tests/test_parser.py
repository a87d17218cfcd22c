"""The parser: any text → a tree, typed problems and a canonical text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import And, Every, Not, NullQuery, Or, Query

from search.parser import _parsed, _plain, parse
from search.query import (
    AllOrAny,
    Category,
    Exact,
    Has,
    Id,
    Name,
    Near,
    Range,
    Source,
    Wild,
    Word,
)


def codes(text: str) -> list[str]:
    return [problem.code for problem in parse(text).problems]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", NullQuery),
        ("graph", Word("graph")),
        ("graph nets", AllOrAny([Word("graph"), Word("nets")])),
        ("graph graph", AllOrAny([Word("graph"), Word("graph")])),
        ('"graph nets"', Exact("graph nets")),
        ("“graph nets”", Exact("graph nets")),
        ("«graph  nets»", Exact("graph nets")),
        ("=GNN", Exact("GNN")),
        ('="graph nets"', Exact("graph nets")),
        ('"graph nets"~5', Near("graph nets", 5)),
        ('"graph nets"~0', Exact("graph nets")),
        ("optimi*", Wild("optimi*")),
        ("*oxide", Wild("*oxide")),
        ("wom?n", Wild("wom?n")),
        ("C*-algebra", Word("C*-algebra")),
        ("c*-algebras", Word("c*-algebras")),
        ("C*-alg*", Wild("C*-alg*")),
        ("A* search", AllOrAny([Word("A*"), Word("search")])),
        ("what is a graph?", AllOrAny([Word("what"), Word("is"), Word("a"), Word("graph")])),
        ("*", Every()),
        ("state - of", AllOrAny([Word("state"), Word("of")])),
        ("non-invasive", Word("non-invasive")),
        ("C++ SU(2)", AllOrAny([Word("C++"), Word("SU(2)")])),
        ("(graph), nets.", AllOrAny([Word("graph"), Word("nets")])),
    ],
)
def test_words(text: str, tree: Query) -> None:
    """Words, quotes, wildcards and punctuation are read as the docs say."""
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("graph AND nets", And([Word("graph"), Word("nets")])),
        ("graph && nets", And([Word("graph"), Word("nets")])),
        ("graph OR nets", Or([Word("graph"), Word("nets")])),
        ("graph || nets", Or([Word("graph"), Word("nets")])),
        ("a AND b OR c", Or([And([Word("a"), Word("b")]), Word("c")])),
        ("a b OR c", Or([AllOrAny([Word("a"), Word("b")]), Word("c")])),
        ("a (b OR c)", AllOrAny([Word("a"), Or([Word("b"), Word("c")])])),
        ("graph -nets", And([Word("graph"), Not(Word("nets"))])),
        ("graph NOT nets", And([Word("graph"), Not(Word("nets"))])),
        ("graph NOT -nets", And([Word("graph"), Not(Word("nets"))])),
        ("-epoch-wise", And([Every(), Not(Word("epoch-wise"))])),
        ("-(a b)", And([Every(), Not(And([Word("a"), Word("b")]))])),
        ("-(-a)", Word("a")),
        ("a OR -b", Or([Word("a"), And([Every(), Not(Word("b"))])])),
        ("graph and nets", AllOrAny([Word("graph"), Word("and"), Word("nets")])),
        ("((a)) ((b c))", AllOrAny([Word("a"), Word("b"), Word("c")])),
    ],
)
def test_operators(text: str, tree: Query) -> None:
    """NOT binds closest, then words side by side, AND, OR; small letters are words."""
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("title:graph", Word("graph", fields=("title",))),
        ("Title: graph", Word("graph", fields=("title",))),
        ('abstract:"graph nets"', Exact("graph nets", fields=("abstract",))),
        ("title:=graph", Exact("graph", fields=("title",))),
        ("title:optimi*", Wild("optimi*", fields=("title",))),
        (
            "title:(graph nets)",
            AllOrAny([Word("graph", fields=("title",)), Word("nets", fields=("title",))]),
        ),
        ("venue:icml", Word("icml", fields=("venue",))),
        ("journal:icml", Word("icml", fields=("venue",))),
        ("comments:pages", Word("pages", fields=("comments",))),
        ("category:cs.LG", Category("cs.LG")),
        ("cat:cs", Category("cs")),
        ("has:Code", Has("code")),
        ("has:arxiv", Has("arxiv")),
        ("source:a.bib", Source("a.bib")),
        ("-author:kramar", And([Every(), Not(Name("kramar"))])),
        ("deep year:2015", And([Word("deep"), Range("2015", "2015")])),
        ("category:(cs OR math)", Or([Category("cs"), Category("math")])),
    ],
)
def test_fields(text: str, tree: Query) -> None:
    """A field takes a word, a phrase or a group, with or without a space; other names do too."""
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("author:bengio", ["bengio"]),
        ('author:"Bengio, Yoshua"', ["Bengio, Yoshua"]),
        ("author:(Y. Bengio)", ["Y. Bengio"]),
        ("author:Y. Bengio", ["Y. Bengio"]),
        ("author:Bengio, Yoshua", ["Bengio, Yoshua"]),
        ("author:van der Maaten", ["van der Maaten"]),
        ("author:Hinton G. E.", ["Hinton G. E"]),
        ("author:Hinton, G. E.", ["Hinton, G. E"]),
        ('author:"Hinton et al."', ["Hinton"]),
        ("author:de-bruyn-kops", ["de-bruyn-kops"]),
        ("author:(bengio OR Geoffrey Hinton)", ["bengio", "Geoffrey Hinton"]),
        ("au:bengio", ["bengio"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    """A name is one word and what plainly belongs to it, or all of a group or quotes."""
    tree = parse(text).tree
    leaves = [tree] if tree.is_leaf() else list(tree)
    assert leaves == [Name(name) for name in names]


@pytest.mark.parametrize(
    "name", ["bengio", "Y. Bengio", "Bengio, Y. A.", "Bengio Y.", "van der Maaten"]
)
def test_name_ends_before_free_words(name: str) -> None:
    """Only the first word behind `author:` and what it leads to belong to it."""
    tree = And([Word("attention"), Name(name.rstrip("."))])
    assert parse(f"author:{name} attention").tree == tree


@pytest.mark.parametrize(("end", "name"), [("et al.", "Hinton"), ("Geoffrey", "Hinton Geoffrey")])
def test_blanks_in_names_cost_little(end: str, name: str) -> None:
    """However many there are, each is looked at once."""
    assert parse(f'author:"Hinton{" " * 200_000}{end}"').tree == Name(name)


def test_small_letters_in_a_row_are_no_initials() -> None:
    """Of "i.i.d." no author has the name; G.E. and g. e. are initials."""
    assert list(parse("author:hinton i.i.d. samples").tree)[-1] == Name("hinton")
    for initials in ("G.E", "G.-E", "g. e", "g"):
        assert parse(f"author:hinton {initials}.").tree == Name(f"hinton {initials}")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("year:2015", "2015", "2015"),
        ("year:2015..2020", "2015", "2020"),
        ("year:2015-2020", "2015", "2020"),
        ("year:2015–2020", "2015", "2020"),
        ("year:2015..", "2015", ""),
        ("year:..2015", "", "2015"),
        ("year:>2019", "2020", ""),
        ("year: > 2019", "2020", ""),
        ("year:>=2019", "2019", ""),
        ("year:<2019", "", "2018"),
        ("year:<=2019", "", "2019"),
        ("year:2020..2015", "2015", "2020"),
        ("date:2015-03..2016", "2015-03", "2016"),
        ("date:2015-03", "2015-03", "2015-03"),
        ("date:>2015-12", "2016-01", ""),
        ("date:<2016-03-01", "", "2016-02-29"),
        ("year:<0001", "", "0001"),
        ("date:>9999-12-31", "9999-12-31", ""),
    ],
)
def test_ranges(text: str, low: str, high: str) -> None:
    """Both bounds of a range belong to it; one that runs backwards is turned round."""
    assert parse(text).tree == Range(low, high, fields=(text.partition(":")[0],))


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("arXiv:2510.14751", "2510.14751"),
        ("2510.19382v2", "2510.19382"),
        ("arxiv: 2510.19382", "2510.19382"),
        ("hep-th/9711200", "hep-th/9711200"),
        ("https://arxiv.org/abs/2510.14751v3", "2510.14751"),
        ("10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("10.1016/S0370-2693(97)00123-4", "10.1016/s0370-2693(97)00123-4"),
        ("DOI 10.1000/abc", "10.1000/abc"),
        ("arXiv 1003.2607", "1003.2607"),
        ("id:some/id-7", "some/id-7"),
        ("id:arXiv:2510.14751v2", "2510.14751"),
    ],
)
def test_identifiers(text: str, identifier: str) -> None:
    """An identifier in any of its spellings becomes one bare Id, without a problem."""
    assert parse(text).tree == Id(identifier)
    assert codes(text) == []


def test_leaf_place() -> None:
    """A leaf knows where it stood; equality doesn't look at that."""
    tree = parse('graph  "deep nets"').tree
    assert [(leaf.start, leaf.end) for leaf in tree] == [(0, 5), (7, 18)]
    assert tree == parse('graph "deep nets"').tree


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("graph", 1),
        ("graph the graph", 3),
        ('graph "deep nets" title:x -y', 1),
        ("one two year:2015", 2),
        ("a AND b", 2),
    ],
)
def test_free_words(text: str, count: int) -> None:
    """Free words are those without quotes and field that aren't excluded."""
    assert parse(text).free_words == count


WORDS = st.sampled_from(["a", "graph", "Deep", "AND", "OR", "not", "doi", "x-ray", "GNNs", "van"])


@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join))
def test_plain_words_are_read_as_any_text(text: str) -> None:
    """What is nothing but words takes a shorter way to the same reading, places included."""
    found = _plain(text)
    assert found is None or repr(found) == repr(_parsed(text))
    operators = {"AND", "OR", "or", "not"}
    assert (found is None) == (operators & set(text.split()) != set())


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("title:-lamb", "-title:lamb"),
        ('sheep title:-"lamb wool"', 'sheep -title:"lamb wool"'),
        ("author:-quill sheep", "sheep -author:quill"),
        ("-title:-lamb", "title:lamb"),
        ("title:-(lamb OR wool)", "-(title:lamb OR title:wool)"),
        ("abstract:non-invasive", "abstract:non-invasive"),
    ],
)
def test_hyphen_behind_a_field_excludes(text: str, canonical: str) -> None:
    """As one in front of it does."""
    assert parse(text) == parse(text)._replace(canonical=canonical, problems=())


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("sheep year>2015", "sheep year:2016.."),
        ("sheep year<=2015", "sheep year:..2015"),
        ("year=2015", "year:2015"),
        ("date>2015-03", "date:2015-04.."),
        ("year:[2015 TO 2020] sheep", "sheep year:2015..2020"),
        ("year:{2015 TO 2020}", "year:2016..2019"),
        ("date:[2015-03 TO *]", "date:2015-03.."),
        ("sheep>2015", "sheep>2015"),
        ("year>soon", "year>soon"),
    ],
)
def test_years_as_other_engines_take_them(text: str, canonical: str) -> None:
    """Comparisons without a colon, and ranges in brackets."""
    assert parse(text) == parse(text)._replace(canonical=canonical, problems=())
