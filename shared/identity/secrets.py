"""Secrets of 256 bits. Only their SHA-256 is stored: with that much chance in them, nothing slower is needed."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    return secrets.token_urlsafe(BYTES)


def fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
