"""Archives as they are delivered: files that hold files."""
