"""Fit the weights by which pronouns and descriptions are put to what they stand for, and those of how sure names are:

    python -m tasks.quotes.training.naming_referents gum_coref/train.jsonl gum_attribution/train.jsonl \\
        gum_news/dev_entities.jsonl gum_news/dev.jsonl sourcing/dev.jsonl.xz tests/corpus/newsdesk-?.jsonl

Documents of one `doc_id` are one; those without quotes or statements are left out. Where `mentions` are linked every
expression is an example, else those of the speakers whose name the corpus has. News counts eight times, chosen on the
folds from 1, 3, 6, 8 and 20. What is printed is by folds: a fifth of the documents is judged by weights fitted on the
others.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spacy.tokens import Doc

from tasks.quotes.naming import weights as reading
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.choose import Scored, choose
from tasks.quotes.naming.referents.expressions import Expression, ExpressionKind
from tasks.quotes.naming.referents.referent import Cast, Referent
from tasks.quotes.naming.referents.walk import NamedArticle, read_referents
from tasks.quotes.naming.resolve import read_article
from tasks.quotes.naming.speakers.confidence import rate_name
from tasks.quotes.naming.speakers.details import Details
from tasks.quotes.naming.speakers.identify import Identification
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import Attribution, Speaker
from tasks.quotes.scoring.corpus import Document, describe_spans, read_corpus
from tasks.quotes.scoring.names import find_calibration_error, match_names
from tasks.quotes.scoring.score import is_name_right
from tasks.quotes.scoring.sourcing.statements import Statement, find_covering, is_named_right, read_sourced
from tasks.quotes.training.naming_choice import Choice, annotate_rows, find_accuracy, fit_choice

KINDS: Final[tuple[ExpressionKind, ...]] = ("he", "they", "it", "person", "thing")
FOLDS: Final = 5
NEWS: Final = 8
"""How often an example from news counts."""
PENALTY: Final = 4e-3
"""Chosen on the folds from 1e-3, 4e-3 and 1.2e-2."""
SURE: Final = 0.95

type Examples = dict[ExpressionKind, list[Choice]]
type Weights = dict[str, Any]
type IsRight = Callable[[Speaker], bool]
"""Whether a speaker has the name, and the kind, that the corpus says."""
type Evidence = tuple[dict[str, float], bool]
"""What a name rests on, and whether it is right."""

EXPECTED: Final[dict[ExpressionKind, dict[str, float]]] = {
    "he": {
        "asks": -3.0, "both speak": 0.7, "distance": -0.6, "dobj": 0.5, "frequency": 0.3, "last by pronoun": 0.3,
        "new": -1.0, "other paragraph": -1.0, "own content": -1.5, "own object, subject of same sentence": -0.9,
        "poss": 0.7, "pronoun": 0.6, "quoted": -0.4, "same gender": 0.8, "sentences": -1.5, "subject": 0.4,
        "subject, sentence before": 0.6, "unnamed": -0.9,
    },
    "they": {"distance": -1.0, "is group": 0.5, "is organisation": 0.5, "subject, sentence before": 1.0},
    "it": {"distance": -1.0, "is organisation": 0.5, "new, speaks": -2.0, "subject, sentence before": 1.0},
    "person": {
        "distance": -1.0, "fits, alone": 3.0, "last quoted, no role": 2.0, "likeness": 1.0,
        "new, anaphoric": -1.5, "new, indefinite": 3.0,
        "new, mostly unnamed": 1.5, "new, of an acronym": 1.0, "new, of somebody": 2.0, "new, possessive": 1.0,
        "office clash": -2.5, "role clash": -1.0, "role fits": 5.0, "same noun": 1.5,
        "subject of a clause above": -1.0, "unfit, mostly unnamed": -6.0, "unfit, of": -4.0,
    },
    "thing": {
        "distance": -1.0, "firm": 2.0, "firm, alone": 3.0, "kind of body": 1.5, "likeness": 1.0,
        "new, anaphoric": -1.5, "new, indefinite": 3.0, "new, of somebody": 1.5,
        "noun of its name": 3.0, "other kind of body": -3.0, "place noun": 2.0,
        "rival words": -3.0, "same kind": 1.0, "same noun": 2.5, "subject": 0.5, "unlike": -2.0,
    },
}  # fmt: skip
"""What the weights are drawn to, since some forms are rare in the corpora: for "he" what unlabelled news teaches
(where among the people named before a "she" one alone is known to be a woman), for the others by hand."""


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated document."""

    doc: Doc
    attributions: Sequence[Attribution]
    mentions: Sequence[Sequence[Any]] | None
    """Linked mentions, where the corpus has them."""
    tests: Mapping[int, IsRight]
    """Number of an attribution → whether a speaker is the right one."""

    @property
    def is_news(self) -> bool:
        """Return whether it is no text of GUM's other genres, which have links and no names to be judged by."""
        return bool(self.tests)


def read_examples(paths: Sequence[Path]) -> list[Example]:
    """Return the documents of some corpora, annotated, those of one `doc_id` joined."""
    rows: dict[str, Document] = {}
    for path in paths:
        for row in read_corpus(path):
            rows.setdefault(row["doc_id"], {}).update(row)
    rows = {key: row for key, row in rows.items() if "quotes" in row or "statements" in row}
    return [build_example(*annotated) for annotated in annotate_rows(list(rows.values()))]


def build_example(doc: Doc, attributions: Sequence[Attribution], row: Document) -> Example:
    """Return one document with the attributions that the tagger found, or with the gold's where it is no news."""
    if "mentions" in row and "entities" not in row:  # no news: what the tagger finds there is not what was marked
        return Example(doc, [as_attribution(quote) for quote in row["quotes"]], row["mentions"], {})
    unnamed = {"speaker_name": None, "speaker_label": "unknown", "speaker_title": None}
    predicted = [
        describe_spans(one) | unnamed | {"number": number, "speaker_cluster_id": number, "is_speech": one.is_speech}
        for number, one in enumerate(attributions)
    ]
    tests = find_tests(row, {"quotes": predicted})
    return Example(doc, attributions, row.get("mentions"), tests)


def as_attribution(quote: Document) -> Attribution:
    """Return a gold quote as an attribution."""
    content, speaker = (tuple(map(tuple, quote.get(part) or ())) for part in ("content", "speaker"))
    return Attribution(content, None, speaker[0] if speaker else None)


def find_tests(gold: Document, predicted: Document) -> dict[int, IsRight]:
    """Return for each quote that the gold has, by its number, whether a speaker is the right one."""
    if "statements" in gold:
        article = read_sourced(gold, predicted)
        found = ((claim.origin, find_covering(claim, article.gold)) for claim in article.predicted)
        return {origin["number"]: build_source_test(answers) for origin, answers in found if answers}
    outcomes = [one for one in match_names(gold, predicted) if one.speaker_right]
    return {
        one.predicted.quote["number"]: build_name_test(one.gold.quote) for one in outcomes if one.gold and one.predicted
    }


def build_name_test(quote: Mapping[str, Any]) -> IsRight:
    """Return whether a speaker's name is that of a gold quote, or none where the gold has none."""
    if not quote.get("speaker_name"):
        return lambda speaker: speaker.name is None
    return lambda speaker: is_name_right(quote, {"speaker_name": speaker.name})


def build_source_test(answers: Sequence[Statement]) -> IsRight:
    """Return whether a speaker is right for any of some sourced statements."""

    def test(speaker: Speaker) -> bool:
        kind = "unnamed" if speaker.label == "person" and not speaker.name else speaker.label
        given = Statement(frozenset(), kind, speaker.name, None, None, {})
        return any(is_named_right(one, given) for one in answers)

    return test


class Recorder:
    """Decides as the gold says, where it does, and records each choice as an example."""

    def __init__(self, article: NamedArticle, example: Example) -> None:
        tokens: Tokens = article.tokens
        self.gold = find_entities(tokens, example.mentions or ())
        self.entities = {one.id: self._find_entity(one) for one in article.clusters}
        self.tests = {
            span.head: example.tests[number]
            for number, span in enumerate(article.speakers)
            if span and number in example.tests
        }
        self.examples: Examples = defaultdict(list)

    def _find_entity(self, cluster: Cluster) -> str | None:
        found = Counter(entity for one in cluster.mentions if (entity := self.gold.get(one.end - 1)))
        return found.most_common(1)[0][0] if found else None

    def decide(self, cast: Cast, expression: Expression) -> list[Scored]:
        """Return the candidates, what is right by the gold first."""
        ranked = choose(cast, expression)
        right = self._find_right(ranked, expression)
        if not any(right):
            return ranked
        self.examples[expression.kind].append(([one.features for one in ranked], right))
        first = right.index(True)
        return [ranked[first], *ranked[:first], *ranked[first + 1 :]]

    def _find_right(self, ranked: Sequence[Scored], expression: Expression) -> list[bool]:
        """Return which candidates are right, by links or else by name; none where the gold doesn't say."""
        entity, test = self.gold.get(expression.position), self.tests.get(expression.position)
        if entity is not None:
            right = [self._find_referred(one.referent) == entity for one in ranked]
            return right if any(right) else [one.referent is None for one in ranked]
        return [test(as_speaker(one.referent)) for one in ranked] if test else []

    def _find_referred(self, referent: Referent | None) -> str | None:
        """Return the gold's entity of a referent: of a cluster's mentions, or where it was first described."""
        if referent is None:
            return None
        if referent.cluster is None and referent.references:
            return self.gold.get(referent.references[0][0])
        return self.entities.get(int(referent.key)) if referent.cluster else None


def find_entities(tokens: Tokens, mentions: Iterable[Sequence[Any]]) -> dict[int, str]:
    """Return token → the entity of the smallest mention around it."""
    entities: dict[int, str] = {}
    for start, end, _, entity, *_ in sorted(mentions, key=lambda mention: mention[0] - mention[1]):
        entities |= dict.fromkeys(range(*tokens.between(start, end)), entity)
    return entities


def as_speaker(referent: Referent | None) -> Speaker:
    """Return the name and kind that a candidate would give a speaker."""
    if referent is None:
        return Speaker(None, "unknown", None)
    return Speaker(referent.cluster.name if referent.cluster else None, referent.label, None)


def find_choices(example: Example) -> Examples:
    """Return the choices of one document, by the kind of expression."""
    article = read_article(example.doc, example.attributions)
    recorder = Recorder(article, example)
    read_referents(article, recorder.decide)
    return recorder.examples


def find_evidence(example: Example) -> list[Evidence]:
    """Return what the names of one document rest on and whether they are right."""
    article = read_article(example.doc, example.attributions)
    details = Details(Identification(article, read_referents(article)))
    speakers = [details.describe(number) for number in range(len(example.attributions))]
    return [(details.find_evidence(number), test(speakers[number])) for number, test in example.tests.items()]


def fit_choices(examples: Iterable[tuple[Example, Examples]]) -> Weights:
    """Return the weights of each kind of expression."""
    choices: Examples = defaultdict(list)
    for example, found in examples:
        for kind, some in found.items():
            choices[kind] += some * (NEWS if example.is_news else 1)
    return {kind: fit_choice(choices[kind], EXPECTED[kind], PENALTY) for kind in KINDS}


def fit_confidence(evidence: Iterable[Evidence]) -> Weights:
    """Return the weights of a logistic regression: a choice between being right and not."""
    return fit_choice([([features, {}], [right, not right]) for features, right in evidence], penalty=PENALTY)


def write_weights(name: str, weights: Weights) -> None:
    """Write weights beside the module that reads them, those of 0 left out, and have them read from there."""
    kept = {key: {k: v for k, v in one.items() if v} if isinstance(one, dict) else one for key, one in weights.items()}
    target = Path(reading.__file__).with_name(f"{name}.json")
    target.write_text(json.dumps({k: v for k, v in kept.items() if v}, indent=1, sort_keys=True) + "\n", "utf-8")
    reading.read_weights.cache_clear()


def main(paths: Sequence[str]) -> None:
    """Write `choice_weights.json` and `confidence_weights.json`; print what the folds say."""
    examples = read_examples([Path(path) for path in paths])
    choices = [(example, find_choices(example)) for example in examples]
    evidence: list[list[Evidence]] = [[] for _ in examples]
    for fold in range(FOLDS):
        weights = fit_choices(choices[i] for i in range(len(choices)) if i % FOLDS != fold)
        write_weights("choice_weights", weights)
        for kind in KINDS:
            held = [choice for _, found in choices[fold::FOLDS] for choice in found.get(kind, ())]
            print(f"fold {fold}, {kind}: {find_accuracy(held, weights[kind]):.3f} of {len(held)} right")
        evidence[fold::FOLDS] = [find_evidence(example) for example in examples[fold::FOLDS]]
    report_confidence(evidence)
    write_weights("choice_weights", fit_choices(choices))
    write_weights("confidence_weights", fit_confidence(one for some in evidence for one in some))


def report_confidence(evidence: Sequence[Sequence[Evidence]]) -> None:
    """Print how honest the confidence of names is, by folds."""
    judged = []
    for fold in range(FOLDS):
        others = (one for number, some in enumerate(evidence) if number % FOLDS != fold for one in some)
        write_weights("confidence_weights", fit_confidence(others))
        held = (one for some in evidence[fold::FOLDS] for one in some)
        judged += [(rate_name(features), right) for features, right in held]
    sure = [right for rated, right in judged if rated >= SURE]
    print(f"{len(judged)} names, {sum(right for _, right in judged) / max(1, len(judged)):.3f} right")
    print(f"calibration error {find_calibration_error(judged)}")
    print(f"of {len(sure)} rated {SURE} or more {1 - sum(sure) / max(1, len(sure)):.3f} wrong")


if __name__ == "__main__":
    main(sys.argv[1:])
