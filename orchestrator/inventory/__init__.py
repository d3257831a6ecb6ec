"""Inventory files to units and machines; patterns."""
