"""The door: arguments, progress, exit codes; one file per command group."""
