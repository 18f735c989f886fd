"""Imported first by the process that workers are forked from: Ctrl-C is the run's to act on, which then ends this."""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
