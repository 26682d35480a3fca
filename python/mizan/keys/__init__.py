"""Keys: hashes and what is named by them."""
