"""Identity on the walk of a request: who calls, by which credential, and how that changes."""
