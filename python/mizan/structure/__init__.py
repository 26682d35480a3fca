"""Structure: JSON against the IR on the way in, natives to JSON on the way out."""
