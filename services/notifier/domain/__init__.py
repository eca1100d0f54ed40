"""Rules of the notifier: who is told what, and what becomes of a message."""
