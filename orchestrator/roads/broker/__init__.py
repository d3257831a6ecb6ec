"""The broker between hub and runners: its configuration, its subjects, one connection to it.

The broker is trusted with nothing but delivery: what it carries is signed and sealed, and may be
lost at any time.
"""
