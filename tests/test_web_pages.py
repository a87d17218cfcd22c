"""The pages, over an engine of a few made-up papers."""

import re
from dataclasses import replace
from itertools import product

import pytest
from fake_engine import FakeEngine, make_hit
from flask.testing import FlaskClient

from index.errors import IndexDamagedError, NoIndexError
from search.engine import Engine
from search.parser import parse
from search.results import Hit, Problem, QueryInfo
from web.app import WebSettings, create_app
from web.shown import EXAMPLES, WAYS, advice, beginning

PAPERS = [
    make_hit("math/9406214", title="Sheep that sleep", year=1994, date="1994-06", arxiv_id="x"),
    *(make_hit(f"p{n}", title=f"Sheep {n:02}") for n in range(1, 30)),
    make_hit("a?b#c%2F d", title="Odd ids", authors=("Ø/Å, O'Neil",), abstract="", has_code=True),
]


def client_of(*papers: object) -> FlaskClient:
    app = create_app(WebSettings("x"), lambda _: FakeEngine(papers))  # type: ignore[arg-type]
    return app.test_client()


@pytest.fixture
def client() -> FlaskClient:
    return client_of(*PAPERS)


def test_home_has_a_search_box(client: FlaskClient) -> None:
    """The first page offers the box and says how much there is."""
    html = client.get("/").text
    assert 'name="q"' in html
    assert "31 papers" in html


def test_results_mark_the_words(client: FlaskClient) -> None:
    """A result shows title, linked authors, date, category and the marked words."""
    html = client.get("/search?q=sheep").text
    assert '<a href="/paper/math/9406214"><mark>Sheep</mark> that sleep</a>' in html
    assert '<a href="/author/Ada%20Quill">Ada Quill</a>' in html
    assert "June 1994" in html
    assert "cs.LG <span>Machine Learning</span>" in html
    assert "We count <mark>sheep</mark>" in html


def test_keywords_of_several_words_lead_to_their_papers() -> None:
    """A category's link asks for all of it, not for its first word."""
    html = client_of(make_hit(categories=("climate change",))).get("/search?q=sheep").text
    assert '<a href="/search?category=climate%20change"' in html


def test_papers_in_hebrew_read_from_right_to_left() -> None:
    """Each text of a paper takes the direction of its own letters."""
    client = client_of(make_hit("p", abstract="הכבשים רבות."))
    for html in (client.get("/search?q=sheep").text, client.get("/paper/p").text):
        assert re.search(r'<h[12] class="title" dir="auto">', html)
        assert re.search(r'<p class="text" dir="auto"[^>]*>הכבשים', html)


@pytest.mark.parametrize(
    ("paper", "link"),
    [
        (make_hit(arxiv_id="math/1", doi="10.1/a b"), "https://arxiv.org/abs/math/1"),
        (make_hit(doi="10.1/a b"), "https://doi.org/10.1/a%20b"),
        (make_hit(url="https://e.example/x"), "https://e.example/x"),
    ],
)
def test_results_lead_to_the_paper_itself(paper: Hit, link: str) -> None:
    """To arXiv, else to its publisher, else wherever its source says."""
    assert f'<a href="{link}"' in client_of(paper).get("/search?q=sheep").text


def test_addresses_that_are_no_web_pages_are_not_linked() -> None:
    """A source may say anything."""
    html = client_of(make_hit(url="javascript:alert(1)")).get("/search?q=sheep").text
    assert "javascript:" not in html


def test_a_corrected_query_is_told_as_corrected() -> None:
    """The papers have the word that was looked for, not the one that was typed."""
    problem = Problem("corrected", "no paper has 'shep', so 'sheep' was looked for", 0, 4)
    info = QueryInfo("shep dogs", "shep dogs", "with 'shep' and 'dogs'", "all", (problem,))
    found = FakeEngine([make_hit()]).search("sheep")
    engine = FakeEngine([])
    engine.search = lambda *_, **__: replace(found, query=info, suggestion="sheep dogs")  # type: ignore[method-assign]
    html = create_app(WebSettings("x"), lambda _: engine).test_client().get("/search?q=shep").text
    assert "with &#39;sheep&#39; and &#39;dogs&#39;</span>" in html
    assert '<p class="problem">No paper has &#39;shep&#39;, so' in html


@pytest.mark.parametrize(
    ("message", "piece", "told"),
    [
        ("no paper has x", "x", "No paper has x"),
        ("a* fits more", "a*", "a* fits more"),
        ("", "", ""),
    ],
)
def test_messages_begin_as_sentences_do(message: str, piece: str, told: str) -> None:
    """With a capital, unless they begin with what was typed."""
    assert beginning(message, piece) == told


@pytest.mark.parametrize(("page", "shown"), [(1, 10), (3, 10), (4, 0)])
def test_pages_have_their_share(client: FlaskClient, page: int, shown: int) -> None:
    """Thirty papers are three pages; behind the last one nothing is shown twice."""
    html = client.get(f"/search?q=sheep&page={page}").text
    assert html.count("<article") == shown
    assert ">30 papers" in html


def test_what_a_notice_offers() -> None:
    """The question that it names; other notices offer none."""
    message = "1 paper is in the category 'deep well': category:\"deep well\" finds it"
    assert advice(Problem("also-keyword", message, 0, 9), "deep well") == 'category:"deep well"'
    years = Problem("also-years", "papers … may be meant: year:2018.. looks for them", 4, 14)
    assert advice(years, "owl since 2018 ") == "owl year:2018.. "
    lines = Problem("also-here", "this may be: title:a\nAND title:b finds the papers", 0, 15)
    assert advice(lines, "a[ti]\nAND b[ti]") == "title:a\nAND title:b"
    (field,) = parse("owl Autor:quill sea").problems
    assert advice(field, "owl Autor:quill sea") == "owl author:quill sea"
    (data,) = parse("data: a survey").problems
    assert advice(data, "data: a survey") == ""
    assert advice(Problem("any-words", "no paper: author:x finds them", 0, 9), "deep well") == ""


def test_publication_is_shown() -> None:
    """Volume and pages with the venue on any page, the rest with the paper."""
    known = {"type": "chapter", "volume": "3", "pages": "4–9", "editor": "Di Keel", "isbn": "1"}
    client = client_of(make_hit("p", venue="Ships", details=known))
    for address in ("/search?q=sheep", "/paper/p"):
        assert "Ships 3, 4–9</span>" in client.get(address).text
    html = client.get("/paper/p").text
    assert "<dt>Type</dt><dd>Chapter</dd>" in html
    assert "<dt>Editors</dt><dd>Di Keel</dd>" in html


def test_page_behind_the_last_leads_back(client: FlaskClient) -> None:
    """A page number that is too large says where the answer ends."""
    assert 'ends on page 3: <a href="/search?q=sheep&amp;page=3">' in (
        client.get("/search?q=sheep&page=9").text
    )


def test_sort_is_kept_by_the_links(client: FlaskClient) -> None:
    """The pager's links keep the order that was chosen."""
    html = client.get("/search?q=sheep&sort=-title").text
    assert "/search?q=sheep&amp;sort=-title&amp;page=2" in html
    assert re.search(r"<strong aria-current=.true.>Title Z–A", html)


@pytest.mark.parametrize("paper", [PAPERS[0], PAPERS[1], PAPERS[-1]], ids=lambda paper: paper.id)
def test_every_linked_paper_opens(client: FlaskClient, paper: object) -> None:
    """Whatever an id is made of, the link in the results leads to the paper."""
    title = paper.title  # type: ignore[attr-defined]
    html = client.get("/search", query_string={"q": title}).text
    links = re.findall(r'href="(/paper/[^"]*)"', html)
    assert links
    assert any(f">{title}</h1>" in client.get(link).text for link in links)


def test_author_page_lists_papers_by_year(client: FlaskClient) -> None:
    """An author's papers stand under their years, and co-authors are linked."""
    html = client.get("/author/Ada Quill").text
    assert html.index("<h2>1994</h2>") < html.index("Sheep that sleep")
    assert "<h2>2015</h2>" in html
    assert '<a href="/author/Bo%20Reed">' in html


def test_author_page_claims_no_more_than_a_name_tells() -> None:
    """Papers signed with initials are there, and it is said that they may be by someone else."""
    html = client_of(make_hit(), make_hit("p2", authors=("A. Quill",))).get("/author/Quill").text
    text = re.sub("<[^>]*>", "", html)
    assert "those signed A. Quill, Ada Quill: the same name, perhaps not always the same" in text
    assert '<a href="/author/A.%20Quill">A. Quill</a>' in html


def test_author_page_tells_several_people_of_one_initial() -> None:
    """Where some of the spellings can be nobody who has the others."""
    papers = [make_hit(name, authors=(name,)) for name in ("R. Roe", "Richard Roe", "Robert Roe")]
    text = re.sub("<[^>]*>", "", client_of(*papers).get("/author/Roe").text)
    assert "signed R. Roe, Richard Roe, Robert Roe: perhaps several people, as not all of" in text
    assert "several people" not in client_of(*papers[:2]).get("/author/Roe").text


@pytest.mark.parametrize(
    ("names", "several"),
    [
        (("Christopher D. Manning", "Christoper D. Manning", "C. Manning"), False),
        (("Christopher Manning", "Christoper D. Manning"), False),
        (("Sergey Levine", "Sergei Levine", "Levine"), False),
        (("Christopher D. Manning", "Christoper J. Manning"), True),
        (("Ivan Roe", "Evan Roe"), True),
        (("A. Roe", "B. Roe"), True),
        (("Roe", "Li Roe", "Wu Roe"), True),
    ],
)
def test_a_slip_makes_no_other_person(names: tuple[str, ...], several: bool) -> None:
    """A letter more, less or other in a long given name is taken for one."""
    papers = [make_hit(name, authors=(name,)) for name in names]
    family = names[0].rpartition(" ")[2]
    assert ("several people" in client_of(*papers).get(f"/author/{family}").text) == several


def test_initials_do_not_hide_several_people() -> None:
    """Full names are compared first: initials alone go with any number of them."""
    pairs = product("bcdfghjklm", "aeiou", "bcdfg")
    given = ["A" + "".join(letters) for letters in pairs][:130]
    names = [f"{name} Roe" for name in ("A.", "A", "A. A.", *given)]
    papers = [make_hit(name, authors=(name,)) for name in names]
    assert "perhaps several people" in client_of(*papers).get("/author/Roe").text


@pytest.mark.parametrize("address", ["/paper/none", "/author/Nobody At All", "/nowhere"])
def test_what_is_not_there_is_a_plain_page(client: FlaskClient, address: str) -> None:
    """An unknown paper, author or page is 404 with a way back."""
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Back to the search box" in answer.text


def test_no_page_loads_anything_from_elsewhere(client: FlaskClient) -> None:
    """Styles, scripts and icons come from this server, and nothing is inline."""
    for address in ("/", "/search?q=sheep", "/paper/p1", "/author/Ada Quill", "/nowhere"):
        html = client.get(address).text
        sources = re.findall(r'(?:src=|rel="(?:stylesheet|icon)" href=)"([^"]*)"', html)
        assert sources
        assert all(source.startswith("/") for source in sources)
        assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", html)


def test_policy_forbids_what_is_inline(client: FlaskClient) -> None:
    """Every answer carries the policy, and it has no unsafe part."""
    policy = client.get("/search").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_hostile_fields_are_shown_as_text() -> None:
    """No field of a paper becomes markup, an attribute or a link that runs."""
    bad = '"><script>alert(1)</script>'
    fields = dict.fromkeys(("title", "abstract", "venue", "comments", "doi", "arxiv_id"), bad)
    hit = make_hit(
        bad, **fields, url="javascript:alert(1)", authors=(bad,), categories=(bad,),
        sources=(bad,),
    )  # fmt: skip
    client = client_of(hit, make_hit())
    for address in ("/search", f"/paper/{bad}".replace('"', "%22"), "/search?q=" + bad):
        html = client.get(address).text
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


def failing(error: Exception) -> FlaskClient:
    def connect(_: str) -> Engine:
        raise error

    return create_app(WebSettings("x"), connect).test_client()


@pytest.mark.parametrize("address", ["/", "/search?q=x", "/paper/x", "/author/x"])
def test_no_index_is_explained(address: str) -> None:
    """Without an index every page says how to make one."""
    answer = failing(NoIndexError("no index at var/index")).get(address)
    assert answer.status_code == 503
    assert "abseek reindex" in answer.text


def test_damaged_index_is_said_plainly() -> None:
    """A broken index is the server's trouble, said in one sentence."""
    answer = failing(IndexDamagedError("gen-3/x.trm is cut short")).get("/search")
    assert answer.status_code == 503
    assert "gen-3/x.trm is cut short" in answer.text


def test_unforeseen_error_tells_nothing_of_the_inside() -> None:
    """A bug is a plain 500: its text stays in the log."""
    answer = failing(RuntimeError("secret detail")).get("/search")
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize("query", [*EXAMPLES, *(query for query, _ in WAYS)])
def test_examples_are_read_without_problems(query: str) -> None:
    """What the pages advise is what the parser understands."""
    assert not parse(query).problems


def test_forms_lead_to_plain_addresses(client: FlaskClient) -> None:
    """Years and further words become part of the address that says what is shown."""
    answer = client.get("/search?q=sheep&from=2010&to=2012&within=goats+or")
    assert answer.status_code == 303
    assert answer.location == "/search?q=%28sheep%29+AND+%28goats+or%29&year=2010..2012"


def test_too_long_query_is_said_to_be_cut(client: FlaskClient) -> None:
    """Nothing is dropped in silence."""
    assert "first 2,000 characters" in client.get("/search?q=" + "sheep+" * 400).text
    assert "first 2,000 characters" not in client.get("/search?q=sheep").text


def test_fragment_is_the_answer_alone(client: FlaskClient) -> None:
    """The script gets what it puts into the page, and nothing around it."""
    html = client.get("/search?q=sheep&fragment=1").text
    assert "<article" in html
    assert "<html" not in html
    assert "fragment=1" not in html
