"""A campaign file to rounds: who is asked now, in which order, with which account; no wire."""
