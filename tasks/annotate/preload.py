"""Imported by the process that workers are forked from: loads what they share."""

import os
from contextlib import suppress

from tasks.annotate.pipeline import load_pipeline
from tasks.workers.pool import PRELOADED_MODEL

with suppress(Exception):  # a worker that needs it meets the same error, and can say what it was
    load_pipeline(os.environ[PRELOADED_MODEL])
