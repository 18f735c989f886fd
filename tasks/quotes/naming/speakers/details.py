"""What a speaker's row says: name, kind, fullest words, title, organisation, pronoun, and how sure the name is."""

from dataclasses import replace
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.referent import Referent
from tasks.quotes.naming.speakers.candidates import list_candidates
from tasks.quotes.naming.speakers.confidence import find_evidence, rate_name
from tasks.quotes.naming.speakers.descriptions import DescribedArticle, list_phrases, read_descriptions, trim
from tasks.quotes.naming.speakers.identify import Identification
from tasks.quotes.naming.speakers.issuers import find_issuer
from tasks.quotes.naming.speakers.officials import CHIEFS, find_represented
from tasks.quotes.naming.speakers.organisations import find_organisation
from tasks.quotes.naming.speakers.titles import find_title, list_titles
from tasks.quotes.naming.words.lexicon import PRONOUNS
from tasks.quotes.quote import Speaker, SpeakerLabel, SpeakerPronoun

UNKNOWN: Final = Speaker(None, "unknown", None)
_PRONOUNS: Final[tuple[SpeakerPronoun, ...]] = ("he", "she", "they")
_PRONOUN_LABELS: Final[dict[str, SpeakerLabel]] = {
    **dict.fromkeys(("he", "she", "i", "who"), "person"),
    **dict.fromkeys(("they", "we"), "group"),
}
"""What a pronoun shows of a speaker whom it does not tell."""


class Details:
    """What an article says of each of its speakers."""

    def __init__(self, identification: Identification) -> None:
        self.identification = identification
        self.referents = identification.identify_all()
        self.article = read_descriptions(identification, self.referents)
        self.cards: dict[int, Speaker] = {}
        """What is known of each referent, wherever it speaks."""
        self.names: dict[int, Cluster | None] = {}
        """The cluster that gives each of them its name."""

    def describe(self, index: int) -> Speaker:
        """Return what is known of the speaker of an attribution."""
        referent = self.referents[index]
        if referent is None:
            card = self._describe_unresolved(index)
        elif referent.number in self.cards:
            card = self.cards[referent.number]
        else:
            card = self.cards[referent.number] = self._describe_referent(referent)
        confidence = rate_name(self.find_evidence(index))
        candidates = list_candidates(self.article.tokens, *self.identification.find_choice(index))
        return replace(card, confidence=confidence, candidates=candidates)

    def _describe_referent(self, referent: Referent) -> Speaker:
        article = self.article
        cluster = self.names[referent.number] = find_name(article, referent)
        is_body = cluster is not None and referent.label == "group"
        titles = list_titles(article, referent) if referent.label == "person" else []
        organisation = find_organisation(article, referent, cluster, titles)
        return Speaker(
            name=cluster.name if cluster else None,
            label="organisation" if is_body else referent.label,
            cluster_id=cluster.id if cluster else len(self.identification.article.clusters) + referent.number,
            mention=find_mention(article, referent),
            title=find_title(article.tokens, titles),
            organisation=organisation.full_name if organisation else None,
            pronoun=find_pronoun(referent),
        )

    def _describe_unresolved(self, index: int) -> Speaker:
        """Return what a pronoun shows by itself, of a speaker whom it does not tell."""
        span, tokens = self.identification.article.speakers[index], self.article.tokens
        if span is None:
            return UNKNOWN
        pronoun = PRONOUNS.get(tokens.lower[span.head], "it")
        return Speaker(
            name=None,
            label=_PRONOUN_LABELS.get(pronoun, "unknown"),
            cluster_id=None,
            mention=tokens.text(*trim(tokens, span.start, span.end)),
            pronoun=next((one for one in _PRONOUNS if one == pronoun != "they"), None),
        )

    def find_evidence(self, index: int) -> dict[str, float]:
        """Return what the name of the speaker of an attribution rests on."""
        referent, span = self.referents[index], self.identification.article.speakers[index]
        ranked = self.identification.find_choice(index)[1]
        if referent is None:
            return find_evidence(span, "unknown", None, ranked, is_own=True)
        cluster = self.names[referent.number]
        return find_evidence(span, referent.label, cluster, ranked, is_own=cluster is referent.cluster)


def describe_speakers(identification: Identification) -> tuple[Speaker, ...]:
    """Return what is known of each speaker of an article, in the order of the attributions."""
    details = Details(identification)
    return tuple(details.describe(index) for index in range(len(details.referents)))


def find_name(article: DescribedArticle, referent: Referent) -> Cluster | None:
    """Return the cluster that gives a speaker its name, or None.

    A document goes by who issued it, those who speak for an organisation ("Harbour Trust officials") by that.
    """
    if referent.cluster is not None:
        return referent.cluster
    if referent.label == "document":
        return find_issuer(article, referent)
    if referent.label == "group" or (referent.label == "organisation" and not CHIEFS.isdisjoint(referent.heads)):
        return find_represented(article, referent)  # "Corvane officials", "Corvane management"
    return None


def find_pronoun(referent: Referent) -> SpeakerPronoun | None:
    """Return the pronoun by which the article mostly refers to a person, or None."""
    counts = referent.pronouns if referent.label == "person" else {}
    return max((one for one in _PRONOUNS if one in counts), key=counts.__getitem__, default=None)


def find_mention(article: DescribedArticle, referent: Referent) -> str | None:
    """Return the fullest words for a speaker: its name, else its longest description, or None."""
    if referent.cluster is not None:
        return referent.cluster.name
    phrases = list_phrases(article, referent)
    start, end = phrases[0] if phrases else trim(article.tokens, *referent.phrase)
    return article.tokens.text(start, end) if end > start else None
