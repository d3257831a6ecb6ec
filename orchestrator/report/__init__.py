"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""
