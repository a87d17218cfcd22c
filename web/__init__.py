"""The search pages and the JSON API: `web.app.create_app(settings)` is the way in.

A request is read into a question, an engine answers it, a template or JSON shows the answer.
"""
