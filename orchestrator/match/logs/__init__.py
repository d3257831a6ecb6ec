"""Forms of logs: who asked for what, and when, on one line; one module a form, all of them pure."""
