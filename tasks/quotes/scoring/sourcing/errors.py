"""The misses of sourced statements."""

from functools import partial

from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.errors import QuoteError
from tasks.quotes.scoring.sourcing.statements import find_covering, is_named_right, read_sourced

MEANINGS = {
    "missed": "a gold statement of which the quotes of no one speaker cover half",
    "claimed too much": "a predicted quote of which the gold statements of no one speaker cover half",
    "wrong name": "a gold statement is found, the speaker's name is another",
}
"""The kinds of misses, in the order in which they are shown."""


def find_source_errors(gold: Document, predicted: Document) -> list[QuoteError]:
    """Return the misses of one article, those of the gold first."""
    article = read_sourced(gold, predicted)
    build = partial(QuoteError, doc_id=gold["doc_id"], text=gold["text"])
    errors = []
    for one in article.gold:
        answers = find_covering(one, article.predicted)
        if not answers:
            errors.append(build("missed", gold=one.origin, predicted=None))
        elif not any(is_named_right(one, answer) for answer in answers):
            errors.append(build("wrong name", gold=one.origin, predicted=answers[0].origin))
    claims = [claim for claim in article.predicted if not find_covering(claim, article.gold)]
    return errors + [build("claimed too much", gold=None, predicted=claim.origin) for claim in claims]
