"""E-mails: their words, and the two ways out."""
