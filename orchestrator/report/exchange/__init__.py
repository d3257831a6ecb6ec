"""Data that goes out: one writer a form, each pure over what a set of reports shows."""
