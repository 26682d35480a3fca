"""A small project whose functions the tests of the Django adapter call."""
