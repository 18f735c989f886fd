"""The process that workers are forked from."""

import subprocess
import sys

import pytest

from tasks.workers import pool
from tasks.workers.pool import Workers


def test_ctrl_c_does_not_end_it_with_a_traceback_while_it_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    preloaded: list[str] = []
    monkeypatch.setattr(pool, "set_forkserver_preload", preloaded.extend)
    monkeypatch.setattr(pool, "ensure_running", lambda: None)
    Workers(1, ["json"]).preload()
    code = f"import {preloaded[0]}, signal; signal.raise_signal(signal.SIGINT); import {preloaded[1]}; print('loaded')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("loaded\n", "")
