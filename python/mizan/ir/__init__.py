"""The IR: its model as values, its one normal form, its text, its fingerprints."""
