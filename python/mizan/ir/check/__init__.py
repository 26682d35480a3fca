"""What makes a document no IR."""
