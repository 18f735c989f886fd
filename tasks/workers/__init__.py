"""Pieces of work and the processes that do them, here or on a cluster, with what is done when one dies or hangs."""
