"""One thread for the arithmetic of tests: processes of tests that have a thread a core each wait for one another."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is first imported
