"""What `mizan lint` finds, where the declarations are."""
