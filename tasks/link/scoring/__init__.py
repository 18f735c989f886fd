"""Accuracy of linking, measured against people and organisations that were annotated across articles."""
