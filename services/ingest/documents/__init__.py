"""Whether a file may be kept, looked at by what it is."""
