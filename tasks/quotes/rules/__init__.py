"""Rules on what the tagger gives: what a cue does not reach, whose a quotation is, what is speech."""
