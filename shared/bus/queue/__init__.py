"""The embedded bus's own tables and its way of writing them; `shared/bus/sqlite.py` is the bus."""
