"""Imported by the process that workers are forked from: loads the pipeline, which they share."""

import gc
import os
from contextlib import suppress

from tasks.annotate.pipeline import load_pipeline
from tasks.annotate.workers import PRELOADED_MODEL, PRELOADED_TAGGER

with suppress(Exception):  # a worker that needs it meets the same error, and can say what it was
    load_pipeline(os.environ[PRELOADED_MODEL], os.environ[PRELOADED_TAGGER] or None)
gc.freeze()  # looking for cycles would copy the pages that workers share, and take time at the end
