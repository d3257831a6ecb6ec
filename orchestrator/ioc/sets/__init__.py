"""The set of indicators that a sweep is judged by: loaded, sealed, as a table, compared."""
