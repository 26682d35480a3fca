"""Bundles kept at the origin until a mutation makes them stale: the algorithm, and its stores."""
