"""Identity: tokens, sessions and what belongs to them (SPEC.md, ID-1…19). Knows no framework."""
