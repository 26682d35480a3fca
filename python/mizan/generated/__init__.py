"""Numbers and names of the wire, generated from protocol/*.yaml."""
