"""What people keep lists in: workbooks, Word documents and delimited text, within bounds.

New workbooks are written here, too (`table_writer`), in one way for all rooms.

Nothing is made of what they say, and nobody is told what is wrong with them: the rooms above give
the bounds, read the cells and word the faults, each for its own reader.
"""
