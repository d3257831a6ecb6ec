"""Inventory files as Ansible reads them: groups, hosts, patterns, which variable holds."""
