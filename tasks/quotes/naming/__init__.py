"""Naming: every speaker mention resolved inside its article, named entities clustered and mended.

The way of an article through `resolve.resolve`: columns (tokens) → mended mentions (mentions, cues, labels, missed) →
speaker spans taken apart (spans, speakers) → clusters (names, clusters, fullest) → roles (roles) → one walk that gives
every name, description and pronoun to a person (people, descriptions, pronouns) → speakers (identify, organisations,
transcripts). `fit_labels` and `fit_pronouns` make the two files of weights.
"""
