"""A question to arXiv, PubMed or OpenAlex → a file that `abseek reindex` reads.

Each server has a module that fetches one page at a time through the field's own client (installed
by the extra `fetch`); `index.fetch.download.fetch` asks page by page, politely, and can be stopped
and run again.
"""
