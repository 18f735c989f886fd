"""The spaCy component `names`: the named entities of a document in `doc.ents`, by the encoder of quote attribution.

It is for pipelines without `quote_attribution`, which sets them itself while it reads a document.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from tasks.quotes.tagging.names import set_names
from tasks.quotes.tagging.tagger import MODEL, Tagger, finds_names, load_tagger


@Language.factory("names", assigns=["doc.ents"], default_config={"model": None}, retokenizes=False)
def create_names(nlp: Language, name: str, model: str | None) -> "Names":  # noqa: ARG001  (spaCy's)
    """Return the component with the model of a folder, or the one that ships; ValueError where it finds no names."""
    return Names(Path(model) if model else MODEL)


class Names:
    """Sets `doc.ents`; what was there is replaced."""

    def __init__(self, folder: Path) -> None:
        if not finds_names(folder):
            raise ValueError(f"the model in {folder} finds no names: keep the pipeline's own `ner`")
        self.folder = folder

    @cached_property
    def tagger(self) -> Tagger:
        """Return the tagger, loaded at the first document."""
        return load_tagger(self.folder)

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one document."""
        reading = self.tagger.read(doc)
        set_names(doc, reading.page, reading.names)
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:  # noqa: ARG002  (spaCy's)
        """Set the entities of many documents, one after the other."""
        return map(self, stream)
