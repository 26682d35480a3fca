"""Server functions that clients call by name, with typed clients and exact invalidation."""
