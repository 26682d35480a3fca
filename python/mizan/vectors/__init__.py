"""The vectors door: questions to the pure parts, answered by the modules that adapters use."""
