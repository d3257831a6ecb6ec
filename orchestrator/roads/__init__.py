"""Kits: scripts that a person runs where no controller comes, and the sealed answers they bring."""
