"""What people keep lists in: workbooks, Word documents and delimited text, within bounds.

Nothing is made of what they say, and nobody is told what is wrong with them: the rooms above give
the bounds, read the cells and word the faults, each for its own reader.
"""
