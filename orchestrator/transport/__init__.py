"""The ways to a machine; the edge where a library's trouble becomes an outcome."""
