"""The pages that people see: a request → the engine's answer → a template."""

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from search.engine import FACETS
from web.authors import author_page
from web.live import engine
from web.paging import pager
from web.question import PAGE_SIZES, Question, ask, read_question

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> str:
    """The search box and what is in the index."""
    return render_template("home.html", question=Question(), stats=engine().stats())


@pages.get("/search")
def search() -> str:
    """One page of an answer."""
    question = read_question(request.args)
    results = ask(engine(), question, FACETS)
    return render_template(
        "search.html",
        question=question,
        results=results,
        pager=pager(question, results.total),
        page_sizes=PAGE_SIZES,
    )


@pages.get("/paper/<text:paper_id>")
def paper(paper_id: str) -> str:
    """Everything that is known of one paper."""
    found = engine().get(paper_id)
    if found is None:
        raise NotFound(f"No paper here has the id {paper_id}.")
    return render_template(
        "paper.html", paper=found, related=engine().similar(found.id, limit=6), question=Question()
    )


@pages.get("/author/<text:name>")
def author(name: str) -> str:
    """An author's papers by year."""
    sort = read_question(request.args).sort
    found = author_page(engine(), name, sort if "sort" in request.args else "newest")
    if not found.papers:
        raise NotFound(f"No paper here is by {name}.")
    return render_template("author.html", author=found, question=Question())
