"""Imported by the process that workers are forked from: loads what they share."""

import os

from tasks.pipeline import load_pipeline
from tasks.workers import PRELOADED_MODEL

load_pipeline(os.environ[PRELOADED_MODEL])
