"""The notifier's own tables."""
