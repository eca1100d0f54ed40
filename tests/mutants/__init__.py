"""make mutants: the code is broken in one place at a time, and the tests that pass there must notice."""
