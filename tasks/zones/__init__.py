"""Where the raw and the curated zone lie: folders of this machine, or prefixes of an object store."""
