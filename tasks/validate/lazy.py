"""Submodules that a library imports and a run does not need, loaded only when they are used."""

import sys
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec


def import_lazily(name: str) -> None:
    """Have a submodule loaded when an attribute of it is first used, by the standard library's own recipe."""
    package, _, child = name.rpartition(".")
    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    setattr(import_module(package), child, module)
