"""Query strings of context fetches."""
