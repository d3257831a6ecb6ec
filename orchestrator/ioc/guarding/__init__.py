"""Which values may be indicators: benign names, suffixes, shared addresses, allow lists."""
