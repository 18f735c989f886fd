"""The metric of sourced statements: who an article says what from, in whole sentences, however they are cut."""
