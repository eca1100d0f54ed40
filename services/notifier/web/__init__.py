"""The mailbox's pages and the API of e-mails and calls."""
