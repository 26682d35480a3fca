"""Python annotations, through Pydantic, to the IR and to what brings values in and out."""
