"""The command `abseek`: one group; a subcommand's module is imported when it is called."""

import gc
import sys
from importlib import import_module

import click

from index.errors import AbseekError
from index.threads import without_threads

# Subcommand → the module that holds it (as a click command of that name) and its one-line help.
COMMANDS = {
    "reindex": ("index.cli", "Read sources and bring the index up to date."),
    "search": ("search.cli", "Answer a query."),
    "serve": ("web.cli", "Serve the search page and the API."),
    "similar": ("search.cli", "List the papers nearest to one."),
    "show": ("search.cli", "Show one paper."),
    "remove": ("index.cli", "Take papers out of the index."),
    "edit": ("index.cli", "Correct fields of a paper; corrections survive reindexing."),
    "stats": ("index.cli", "Say what is in the index."),
    "check": ("index.cli", "Verify every file of the index."),
    "fetch": ("index.fetch.cli", "Download records from arXiv, PubMed or OpenAlex."),
    "eval": ("search.evaluate_cli", "Measure the ranking against human judgments."),
}

COLLECT_AFTER = 50_000  # objects; what a start makes, nearly all of it stays


class LazyGroup(click.Group):
    """Lists its commands from COMMANDS and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The subcommands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one subcommand."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of one that there isn't, say what may have been meant."""
        wrong = args[0] not in COMMANDS and not args[0].startswith("-")
        if wrong and not ctx.resilient_parsing:  # a shell completes
            ctx.fail(_unknown(args))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list for --help without importing a subcommand."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


def _unknown(args: list[str]) -> str:
    import shlex
    from difflib import get_close_matches

    if not args[0].strip():
        return "the command is empty; abseek --help lists what there is"
    near = get_close_matches(args[0].lower(), COMMANDS, n=1)
    words = shlex.join([*near, *args[1:]] if near else ["search", *args])
    return f"there is no command '{args[0]}'. Did you mean: abseek {words}"


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="abseek")
def abseek() -> None:
    """Full-text search over the titles and abstracts of papers.

    \b
    Example:
      abseek reindex papers.bib arxiv.jsonl.gz
      abseek search '"double descent" year:2019..'
    """


def main() -> None:
    """Run the command; errors of ours become one line and their exit status."""
    gc.set_threshold(COLLECT_AFTER)
    without_threads()
    try:
        abseek()
    except AbseekError as error:
        print(f"abseek: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_status)
    except OSError as error:  # what has no name is what is printed to: a disk that is full
        place = error.filename or "standard output"
        print(f"abseek: {place}: {error.strerror or error}", file=sys.stderr)  # noqa: T201
        sys.stdout = None  # else Python tries once more, and complains
        sys.exit(1)
    finally:
        gc.freeze()  # the process ends: to go through all objects once more takes 20 ms
