"""A Plan to trips: the pool, deadlines, order and the lock-out guard."""
