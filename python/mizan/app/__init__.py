"""An app: what `create_app` makes, and the ways to use it in process."""
