"""The walk of a request, on plain values: what every adapter shares."""
