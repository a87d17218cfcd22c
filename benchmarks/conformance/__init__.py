"""Whoosh's own tests under both codecs: `python -m benchmarks.conformance`."""
