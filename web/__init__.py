"""The search pages and the JSON API: `create_app(settings)` is the way in."""
