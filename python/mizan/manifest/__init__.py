"""The edge manifest: what an edge knows of the origin that it stands before (SPEC.md, Edge and PSR)."""
