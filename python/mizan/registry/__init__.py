"""All declarations of an app, checked and compiled."""
