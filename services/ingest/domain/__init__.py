"""The rules of taking reports in: no I/O, no framework."""
