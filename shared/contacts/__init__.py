"""Contacts as people write them: one way to read telephone numbers, one to read e-mail addresses."""

from shared.contacts.mail_address import LONGEST_MAIL_ADDRESS, deliverable, mail_address
from shared.contacts.phone_numbers import LONGEST_PHONE_NUMBERS, phone_numbers

__all__ = ["LONGEST_MAIL_ADDRESS", "LONGEST_PHONE_NUMBERS", "deliverable", "mail_address", "phone_numbers"]
