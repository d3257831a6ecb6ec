"""Tables of any kind of file: which columns hold what, and their rows to cells of a list."""
