"""Values: one normal form per scalar, natives, and the text by which params are compared."""
