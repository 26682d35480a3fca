"""JSON: the strict decoder, and one text per value."""
