"""The bundled corpus, `landmarks.jsonl`: landmark papers of computer science and statistics.

Titles, authors, years and ids are facts; each summary was written for this project. The file is in
the plain JSON lines format, so that `abseek reindex` reads it like any other.
"""
