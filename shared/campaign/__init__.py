"""A campaign is a folder of configuration: another year is another folder, no code."""

from shared.campaign.model import Account, Campaign, Category, Contact, Deadline, KindRules, Quota, Route, Unit

__all__ = ["Account", "Campaign", "Category", "Contact", "Deadline", "KindRules", "Quota", "Route", "Unit"]
