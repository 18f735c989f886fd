"""What tests of attribution share: the pipeline below it, which takes seconds to load."""

import pytest
from spacy.language import Language

from tasks.annotate.pipeline import load_language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline without attribution, with the names that the model finds; no test adds to it."""
    nlp = load_language("en_core_web_md", ["ner"])
    nlp.add_pipe("names")
    return nlp
