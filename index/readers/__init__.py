"""Source files → records: `index.readers.sources.read` is the way in.

A format is a module in this folder and a row in FORMATS. The module has two functions:

`sniff(head: str) -> bool` says whether a file that begins with `head` (up to 64 KiB, decoded
leniently, byte order mark removed) is in its format;
`read(file: BinaryIO) -> Iterator[Item]` streams the records of a decompressed file. It never
raises on any input: what can't be read is a Reject, and reading goes on behind it.

Where every line is read by itself there is a third:
`read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]` gives the items of some of the
lines, of which the first has that number; it is used where the first line is a JSON object, so
that several processes can read one file.

`rejects` alone has `read_with_sources`: its items come from the sources that they name.
"""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table: `name` is what `--format` takes, `label` is for people."""

    name: str
    label: str
    module: str

    def load(self) -> ModuleType:
        """Import the format's module; only the formats that are met are imported."""
        return import_module(f"index.readers.{self.module}")


# Sniffed in this order: a format whose signature is narrower comes first.
FORMATS = (
    Format("arxiv", "arXiv metadata snapshot (JSON lines)", "arxiv_json"),
    Format("rejects", "rejects of an earlier run, mended", "rejects"),
    Format("pubmed", "PubMed XML", "pubmed_xml"),
    Format("oai-pmh", "OAI-PMH (arXiv, arXivRaw, Dublin Core)", "oai_pmh"),
    Format("arxiv-atom", "arXiv Atom", "arxiv_atom"),
    Format("endnote", "EndNote XML", "endnote_xml"),
    Format("jats", "JATS XML (front matter)", "jats"),
    Format("openalex", "OpenAlex works (JSON lines or pages)", "openalex"),
    Format("s2", "Semantic Scholar (Graph API, data sets, S2ORC)", "semantic_scholar"),
    Format("beir", "BEIR corpus (JSON lines)", "beir"),
    Format("smart", "SMART classics (.I .T .A .B .W)", "smart"),
    Format("bibtex", "BibTeX and biblatex", "bibtex"),
    Format("nbib", "PubMed .nbib (MEDLINE)", "nbib"),
    Format("wos", "Web of Science (tagged or tab-delimited)", "wos"),
    Format("ris", "RIS", "ris"),
    Format("enw", "EndNote import (.enw) and Refer", "enw"),
    Format("csl-json", "CSL-JSON", "csl_json"),
    Format("json", "plain JSON lines or array", "json_lines"),
    Format("csv", "CSV and TSV", "csv_table"),
    Format("web", "text copied from web pages", "web_text"),
)
