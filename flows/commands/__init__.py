"""The commands of `quotewire`. What is heavy is imported by the one that needs it, so that `--help` is quick."""
