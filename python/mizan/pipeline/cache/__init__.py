"""How the pipeline uses the origin cache: what is cached, by which inputs, and what mutations do to it."""
