"""The pages that people see: a request → the engine's answer → a template."""

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from search.engine import FACETS
from search.export import FORMATS
from web.authors import author_page, author_query
from web.cite import citations
from web.live import engine
from web.origins import origins_of
from web.question import Question, ask, read_question
from web.shown import EXAMPLES, WAYS, answer_page

pages = Blueprint("pages", __name__)
RELATED = 6
LONGEST_TEXT = 20_000  # characters of a pasted text, as the form says


@pages.get("/")
def home() -> str:
    """The search box and what is in the index."""
    stats = engine().stats()
    return render_template("home.html", question=Question(), stats=stats, examples=EXAMPLES)


@pages.get("/search")
def search() -> str | Response:
    """One page of an answer; with `fragment=1` the answer alone, for the script."""
    question = read_question(request.args)
    if {"within", "from", "to"} & set(request.args):  # a form's fields: the address says it plainly
        return redirect(question.link(), 303)
    results = ask(engine(), question, FACETS)
    template = "_answer.html" if "fragment" in request.args else "search.html"
    return render_template(template, **answer_page(engine(), question, results))


@pages.get("/paper/<text:paper_id>")
def paper(paper_id: str) -> str:
    """Everything that is known of one paper."""
    found = engine().get(paper_id)
    if found is None:
        raise NotFound(f"No paper here has the id {paper_id}.")
    return render_template(
        "paper.html",
        paper=found,
        citations=citations(found),
        origins=origins_of(current_app.config["WEB"].location, found.id),
        related=engine().similar(found.id, limit=RELATED),
        question=Question(),
    )


@pages.get("/author/<text:name>")
def author(name: str) -> str:
    """An author's papers by year, co-authors and topics."""
    question = read_question(request.args, sort="newest")
    found = author_page(engine(), name, question.sort)
    if not found.papers:
        raise NotFound(f"No paper here is by {name}.")
    query = author_query(name)
    return render_template("author.html", author=found, query=query, question=question)


@pages.route("/find", methods=["GET", "POST"])
def find() -> str:
    """The papers nearest to a pasted text; it is sent as a form, so no address holds it."""
    text = request.form.get("text", "").strip()[:LONGEST_TEXT]
    page = read_question(request.form).page
    results = engine().find_like(text, page=page) if text else None
    return render_template("find.html", text=text, results=results, question=Question())


@pages.get("/saved")
def saved() -> str:
    """A page that the script fills with what the browser keeps."""
    return render_template("saved.html", formats=FORMATS, question=Question())


@pages.get("/help")
def how_to_ask() -> str:
    """The language of queries, by examples."""
    return render_template("help.html", ways=WAYS, question=Question())
