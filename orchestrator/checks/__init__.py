"""One folder per check; one line each in ALL."""
