"""Which cues are of saying: the tagger's word for it, and the verbs that name an act of speech."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from tasks.quotes.quote import Attribution, Span


def list_verbs(lemmas: str) -> frozenset[str]:
    """Verbs given in one string, by their base forms."""
    return frozenset(lemmas.split())


STATING: Final = list_verbs(
    "acknowledge add admit advise affirm allege announce answer argue articulate assert assure attest aver avow boast "
    "brag caution certify characterise characterize claim clarify comment complain concede conclude confess confide "
    "confirm conjecture contend contradict convey correct counter declare deny describe disclose dispute divulge "
    "elaborate emphasise emphasize enumerate estimate exclaim explain find forecast foretell gripe grumble hint "
    "hypothesise hypothesize inform insinuate insist interject joke lament lecture maintain mention muse narrate note "
    "notify object observe opine postulate preach predict proclaim pronounce prophesy protest quip quote read reaffirm "
    "reassure rebut recall recite recount refute reiterate relate remark remind repeat reply report respond restate "
    "retort reveal rule say specify speculate state stipulate stress submit suggest summarise summarize swear tell "
    "testify theorise theorize underline underscore venture verify volunteer vouch warn write tweet post blog"
)
"""The constatives and verdictives of Bach and Harnish (Linguistic Communication and Speech Acts, 1979), the public
verbs of Quirk et al. (A Comprehensive Grammar of the English Language, 1985, 16.31) and the say verbs of Levin
(English Verb Classes and Alternations, 1993, 37.7), as far as newspapers report with them."""
SOUNDING: Final = list_verbs(
    "babble bark bellow blurt chant chorus croak cry drawl gasp groan growl grunt hiss holler howl moan mumble murmur "
    "mutter roar scream shout shriek sigh sing sob stammer stutter thunder wail whine whisper yell"
)
"""Levin's verbs of manner of speaking (37.3)."""
ASKING_AND_PROMISING: Final = list_verbs("ask enquire inquire query pledge promise vow")
SAYING: Final = STATING | SOUNDING | ASKING_AND_PROMISING
"""Requests and judgements ("urged", "accused", "called it") stay out: they tell of wanting and weighing; where they
quote, the quote marks make them speech. On GUM news (dev), whole quotes, the list is worth 3.2 points of e2e F1; with
requests and judgements too it is worth 1.3.
"""


def mark_speech(doc: Doc, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, those whose cue has a verb of saying marked as speech."""
    return [item if item.is_speech else replace(item, is_speech=says(doc, item.cue)) for item in found]


def says(doc: Doc, cue: Span | None) -> bool:
    """Whether a verb of the cue names an act of speech."""
    span = doc.char_span(*cue, alignment_mode="expand") if cue else None
    return span is not None and any(token.lemma_.lower() in SAYING for token in span)
