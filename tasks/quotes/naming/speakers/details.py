"""What a speaker's row says: name, kind, fullest words, title, organisation, pronoun, and how sure the name is."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import takewhile
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.choose import Scored, explain
from tasks.quotes.naming.referents.likeness import find_kinds
from tasks.quotes.naming.referents.referent import MOST_PHRASES, Cast, Referent
from tasks.quotes.naming.referents.roles import FORMER
from tasks.quotes.naming.speakers.confidence import find_evidence, rate_name
from tasks.quotes.naming.speakers.identify import Identification
from tasks.quotes.naming.words.lexicon import (
    ARTICLES,
    ORGANISATION_NOUNS,
    PLACES,
    PRONOUNS,
    ROLES,
    SPOKESPEOPLE,
    SUBJECTS,
    TITLES_AND_ROLES,
)
from tasks.quotes.naming.words.title_parts import find_head
from tasks.quotes.naming.words.titles import find_titles
from tasks.quotes.naming.words.titles_behind import DAYS, ends_title, find_office
from tasks.quotes.naming.words.tokens import ADDRESSES, HONOURS, TokenRange, Tokens
from tasks.quotes.quote import Candidate, Speaker, SpeakerLabel, SpeakerPronoun

UNKNOWN: Final = Speaker(None, "unknown", None)
MOST_SHOWN: Final = 5
"""Candidates of a choice that are shown to people."""
_PRONOUNS: Final[tuple[SpeakerPronoun, ...]] = ("he", "she", "they")
_MEMBERSHIP: Final = frozenset(["from", "of", "with"])
"""Between a person's name and an organisation, what says that it is the person's."""
_REPRESENTATIVES: Final = read_list("representatives")
_CHIEFS: Final = frozenset(["chiefs", "executives", "leaders", "leadership", "management"])
"""Those of them who speak for no place: "Texas business leaders"."""
_PARTIES: Final = read_list("parties")
_PARTISANS: Final = read_list("sides")
_NO_ISSUERS: Final = read_list("no_issuers")
_ISSUERS: Final = frozenset(["PERSON", "ORG", "GPE"])
_WITHIN: Final = frozenset(["in", "by", "from", "of"])
_INSPECTING: Final = read_list("inspections")
_OWNERS: Final = frozenset(["its", "his", "her", "their", "our", "my"])
_HONOURS: Final = HONOURS | {"dr", "miss", "mr", "mrs", "ms", "mx", "sir"}
_COUNTED: Final = frozenset(["another", "any", "each", "every", "one", "same", "some", "that", "this"])
_ANYBODY: Final = frozenset(["anybody", "anyone", "somebody", "someone"])
_NO_TITLE: Final = ARTICLES | _OWNERS | _COUNTED | _ANYBODY | {"as", "today", "yesterday"}
"""Words that begin the phrase of a title and are no part of it."""
_NO_ROLES: Final = frozenset(["boy", "girl", "guy", "human", "man", "name", "person", "woman"])
_PARENTS: Final = frozenset(["backer", "investor", "landlord", "lender", "owner", "parent", "shareholder"])
"""What another firm is to one."""
_UNITS: Final = frozenset(["department", "directorate", "division", "faculty", "laboratory", "section", "unit"])
"""What a part of an organisation is called."""
_LEADING: Final = frozenset(["chair", "direct", "found", "head", "lead", "manage", "own", "run"])
_WORKING: Final = frozenset(
    ["cover", "coach", "oversee", "practice", "practise", "represent", "study", "teach", "volunteer", "work"]
)
"""What somebody does whom a clause with "who" puts to an organisation: "who teaches law at Corvane University"."""
_VERBS_OF_SAYING: Final = read_list("verbs_of_saying")
_AUTHOR_REACH: Final = 40
"""Tokens around a verb in which its subject stands."""
_KIND_WORDS: Final = 5
"""Tokens of "the" and what a name is called behind it."""
_OFFICERS: Final = (
    {"head", "headteacher", "leader", "organiser", "organizer", "principal", "secretary", "superintendent", "treasurer"}
    | read_list("leaders")
    | SPOKESPEOPLE
)
"""Who speaks for or leads a body that may have been named just before."""
_STATESMEN: Final = frozenset(["captain", "chief", "president", "secretary"])
"""Those of them who, with a capital, may be a state's or a police's."""
_JOINED: Final = frozenset(["sport", "tribe", "union"])
"""Kinds of organisation that have those as well."""
_NAME_REACH: Final = 6
"""Tokens behind a title in which the name ends."""
_REACH_OF_OFFICE: Final = 80
"""Tokens before an office in which its body is looked for."""
_CLAUSE: Final = 14
"""Tokens of such a clause."""
_EDGES: Final = frozenset([",", ":", ";", "–", "—", "-", "(", ")", "“", "”", '"', "'", "‘", "’", "'s", "’s"])


class Details:
    """What an article says of each of its speakers."""

    def __init__(self, identification: Identification) -> None:
        self.identification, self.article = identification, identification.article
        self.tokens: Tokens = identification.tokens
        self.cast: Cast = identification.walk.cast
        self.referents = identification.identify_all()
        self.phrases: dict[int | str, list[TokenRange]] = defaultdict(list)
        """Of each speaker the descriptions that the article has of it, pronouns left out."""
        for span, referent in zip(self.article.speakers, self.referents, strict=True):
            if span and referent and span.kind == "description" and not self._is_pronoun(span.start, span.end):
                self.phrases[referent.key].append(self._trim(span.start, span.end))
        self.spoken = {key: len(phrases) for key, phrases in self.phrases.items()}
        """How many of them are spans of the speaker."""
        for referent in {one.number: one for one in self.referents if one}.values():
            self.phrases[referent.key] += [one for one in referent.phrases if not self._is_pronoun(*one)]
        self.speaking = {span.start for span in self.article.speakers if span and span.mention}
        """Where the spans of named speakers begin."""
        self.cards: dict[int, Speaker] = {}
        """What is known of each referent, wherever it speaks."""
        self.names: dict[int, Cluster | None] = {}
        """The cluster that gives each of them its name."""
        self.issuers: dict[frozenset[str], Cluster | None] = {}

    def describe(self, index: int) -> Speaker:
        """Return what is known of the speaker of an attribution."""
        referent = self.referents[index]
        if referent is None:
            return replace(self._describe_unresolved(index), confidence=rate_name(self.find_evidence(index)))
        if referent.number not in self.cards:
            self.cards[referent.number] = self._describe_referent(referent)
        kind, ranked = self.identification.find_choice(index)
        confidence = rate_name(self.find_evidence(index))
        shown = list_candidates(self.tokens, kind, ranked)
        return replace(self.cards[referent.number], confidence=confidence, candidates=shown)

    def _describe_referent(self, referent: Referent) -> Speaker:
        cluster = self.names[referent.number] = self.find_name(referent)
        is_body = cluster is not None and referent.label == "group"
        label: SpeakerLabel = "organisation" if is_body else referent.label
        titles = self._list_titles(referent) if referent.label == "person" else []
        organisation = self.find_organisation(referent, cluster, titles)
        return Speaker(
            name=cluster.name if cluster else None,
            label=label,
            cluster_id=cluster.id if cluster else len(self.article.clusters) + referent.number,
            mention=self.find_mention(referent),
            title=self.find_title(titles),
            organisation=organisation.full_name if organisation else None,
            pronoun=self.find_pronoun(referent),
        )

    def find_evidence(self, index: int) -> dict[str, float]:
        """Return what the name of the speaker of an attribution rests on."""
        referent, span = self.referents[index], self.article.speakers[index]
        ranked = self.identification.find_choice(index)[1]
        if referent is None:
            return find_evidence(span, "unknown", None, ranked, is_own=True)
        cluster = self.names[referent.number]
        return find_evidence(span, referent.label, cluster, ranked, is_own=cluster is referent.cluster)

    def _describe_unresolved(self, index: int) -> Speaker:
        """Return what a pronoun shows by itself, of a speaker whom it does not tell."""
        span = self.article.speakers[index]
        if span is None:
            return UNKNOWN
        kind, ranked = self.identification.find_choice(index)
        pronoun = PRONOUNS.get(self.tokens.lower[span.head], "it")
        label: SpeakerLabel = "person" if pronoun in {"he", "she", "i", "who"} else "unknown"
        known = next((one for one in _PRONOUNS if one == pronoun and label == "person"), None)
        return Speaker(
            name=None,
            label="group" if pronoun in {"they", "we"} else label,
            cluster_id=None,
            mention=self.tokens.text(*self._trim(span.start, span.end)),
            pronoun=known,
            candidates=list_candidates(self.tokens, kind, ranked),
        )

    def find_name(self, referent: Referent) -> Cluster | None:
        """Return the cluster that gives a speaker its name, or None.

        A document goes by who issued it, those who speak for an organisation ("Harbour Trust officials") by that.
        """
        if referent.cluster is not None:
            return referent.cluster
        if referent.label == "document":
            own = next(self._list_issuers(referent), None) or self._find_author(referent)
            return own or self._find_same_issuer(referent)
        if referent.label == "group" or (referent.label == "organisation" and not _CHIEFS.isdisjoint(referent.heads)):
            return self._find_body(referent)  # "Corvane officials", "Corvane management"
        return None

    def _find_body(self, referent: Referent) -> Cluster | None:
        """Return the organisation or place that a group speaks for without being counted: "the city's officials"."""
        for start, end in self._list_phrases(referent):
            head = next((i for i in range(end - 1, start - 1, -1) if self.tokens.lower[i] in _REPRESENTATIVES), None)
            if head is None or any(self.tokens.pos[i] in {"CCONJ", "NUM"} for i in range(start, head)):
                continue  # "parents and school staff", "three officials"
            labels = {"ORG"} if self.tokens.lower[head] in _CHIEFS else {"ORG", "GPE"}
            found = self._list_clusters(start, head, labels)
            body = next(iter(found), None) or self._find_body_behind(head + 1, end)
            if body is not None:
                return body
        return None

    def _find_body_behind(self, start: int, end: int) -> Cluster | None:
        """Return the organisation right behind "officials at", or None."""
        if start + 1 >= end or self.tokens.lower[start] not in _MEMBERSHIP | {"at", "for"}:
            return None
        start += 1 + (self.tokens.lower[start + 1] in ARTICLES)
        return next(iter(self._list_clusters(start, min(start + 1, end), {"ORG"})), None)

    def _list_issuers(self, referent: Referent, *, with_bodies: bool = False) -> Iterator[Cluster]:
        """Yield who issued a document, by its descriptions; also the body of a person who did, if wanted."""
        for start, end in self._list_phrases(referent):
            is_barred, labels = False, _ISSUERS
            for i in range(start, end):
                word, before = self.tokens.lower[i], self.tokens.lower[i - 1] if i > start else ""
                if word == "which":  # "a letter, which Lee keeps"
                    break
                if word in _WITHIN:
                    labels = _ISSUERS - {"GPE"} if word == "in" else _ISSUERS  # "polls in Ohio"
                is_barred = self._is_bar(start, i) or (
                    is_barred and (word not in {"by", "from"} or before in _NO_ISSUERS)
                )
                is_title = self.tokens.is_quoted[i] > self.tokens.is_quoted[start]  # "the “Corvane for all” paper"
                if not (is_barred or is_title) and (with_bodies or not self._has_member(i, end)):
                    yield from self._list_clusters(i, i + 1, labels)

    def _is_bar(self, start: int, i: int) -> bool:
        """Return whether a word says that the name behind it is no issuer's: "filed in Dane Court", "a review of Elm".

        Not "on Monday".
        """
        lower = self.tokens.lower
        is_venue = lower[i] in {"at", "in", "with"} and "filed" in lower[start:i]
        is_subject = lower[i] == "of" and i > start and self.tokens.lemma[i - 1] in _INSPECTING
        return is_venue or is_subject or (lower[i] in _NO_ISSUERS and self.tokens.words[i + 1 : i + 2] not in DAYS)

    def _has_member(self, i: int, end: int) -> bool:
        """Return whether an organisation only says where the person behind it is from: "a memo by Corvane boss Lee"."""
        mention = self.identification.mention_at[i]
        if mention is not None and mention.label == "PERSON":
            return False
        after = mention.end if mention else i + 1
        if mention is not None and self.tokens.words[after : after + 1] == ["-"]:  # "a Corvane-style poll"
            return True
        between = {"NOUN", "PART", "PUNCT"}  # "by the union's treasurer, Ann Lee"
        behind = next((n for n in range(after, end) if self.tokens.pos[n] not in between), end)
        person = self.identification.mention_at[behind] if after < behind < end else None
        return person is not None and person.label == "PERSON"

    def _find_author(self, referent: Referent) -> Cluster | None:
        """Return who says something in a document: "Corvane said in a filing", "In a letter, Ann Lee wrote"."""
        tokens, at = self.tokens, self.cast.at
        for place, _ in referent.references[:MOST_PHRASES]:
            verb = tokens.head[tokens.head[place]]
            is_in = tokens.dep[place] == "pobj" and tokens.lower[tokens.head[place]] == "in"
            if not is_in or tokens.lemma[verb] not in _VERBS_OF_SAYING:
                continue
            around = range(max(0, verb - _AUTHOR_REACH), min(len(tokens), verb + _AUTHOR_REACH))
            subject = next((i for i in around if tokens.head[i] == verb and tokens.dep[i] == "nsubj"), place)
            author = at[subject].cluster if subject in at else None
            if author is not None and author.label in _ISSUERS:
                return author
        return None

    def _find_same_issuer(self, referent: Referent) -> Cluster | None:
        """Return who issued the documents of the same noun of which the article says so, where it is one."""
        nouns = frozenset(referent.heads)
        if nouns not in self.issuers:
            known = self.cast.known.values()
            same = (one for one in known if one.label == "document" and one.cluster is None and one.heads & nouns)
            issuers = {found.id: found for one in same for found in self._list_issuers(one)}
            self.issuers[nouns] = next(iter(issuers.values())) if len(issuers) == 1 else None
        return self.issuers[nouns]

    def _list_phrases(self, referent: Referent) -> list[TokenRange]:
        """Return the descriptions of a speaker, the longest first, of equals the first."""
        phrases = self.phrases.get(referent.key) or referent.phrases
        return nsmallest(MOST_PHRASES, phrases, key=lambda one: (one[0] - one[1], one[0]))

    def _list_clusters(self, start: int, end: int, labels: Iterable[str]) -> list[Cluster]:
        """Return the clusters with one of the labels that stand between two tokens, by name or by description."""
        found = []
        for i in range(start, end):
            mention = self.identification.mention_at[i]
            if mention is not None:
                cluster = mention.cluster if mention.start == i else None
            else:
                standing = self.cast.at.get(i)
                cluster = standing.cluster if standing and not self._is_own(standing, start, end) else None
            if cluster is not None and cluster.label in labels:
                found.append(cluster)
        return found

    def _is_own(self, referent: Referent, start: int, end: int) -> bool:
        """Return whether a referent is named between two tokens."""
        inside = referent.references[bisect_left(referent.references, (start,)) :]
        return any(kind == "name" for _, kind in takewhile(lambda one: one[0] < end, inside))

    def find_title(self, titles: Sequence[TokenRange]) -> str | None:
        """Return the longest of the roles and titles that the article gives a person, the first of equals, or None."""
        best = max(titles, key=lambda one: (one[1] - one[0], -one[0]), default=None)
        return self.tokens.text(*best) if best else None

    def _list_titles(self, referent: Referent) -> list[TokenRange]:
        """Return the roles and titles that the article gives a person, without their articles.

        Former ones are among them where there are no others.
        """
        if referent.cluster is None:
            trimmed = [self._trim(*self._cut(*one)) for one in self.phrases.get(referent.key, ())]
        else:
            trimmed = [
                self._trim(*one)
                for mention in referent.cluster.mentions
                for one in [*find_titles(self.tokens, mention.start, mention.end), mention.role]
                if one is not None
            ]
        if not trimmed and referent.cluster is not None:
            offices = (find_office(self.tokens, mention.end) for mention in referent.cluster.mentions)
            trimmed = [self._trim(*one) for one in offices if one]
        if not trimmed and referent.cluster is not None:  # "the ecologist said"
            phrases, spoken = self.phrases.get(referent.key, []), self.spoken.get(referent.key, 0)
            opening = [self.tokens.lower[start] for start, _ in phrases]
            trimmed = [
                self._cut(*one)  # "a cook", "the head of Corvane"
                for number, (one, word) in enumerate(zip(phrases, opening, strict=True))
                if word in {"a", "an"}
                or (word in {"the", "its"} and (number < spoken or self._list_clusters(*one, {"ORG"})))
            ]
            heads = {one: find_head(self.tokens, *one) for one in trimmed}
            trimmed = [one for one, head in heads.items() if head is not None and self.tokens.folded[head] in ROLES]
        bare = [(self._find_title_start(start, end), self._find_title_end(start, end)) for start, end in trimmed]
        titles = [
            (start, end)
            for start, end in bare
            if end > start and self.tokens.pos[start] not in {"CCONJ", "ADP", "PRON"}
        ]
        if referent.cluster is not None:  # "a former manager", later "the manager"
            titles = [one for one in titles if self.tokens.lower[one[0]] not in FORMER] or titles
        said = [self.tokens.text(*one).strip(".").lower() for one in titles]
        titles = [
            one for one, words in zip(titles, said, strict=True) if words[1:] and words.split()[-1] not in _NO_ROLES
        ]
        return [one for one in titles if not (referent.cluster and self._is_side(*one))] or titles

    def _is_side(self, start: int, end: int) -> bool:
        """Return whether a title only says on whose side or of whose family one is: "Lee's ally", "Democrat of Ohio".

        Not "Democrat on a panel".
        """
        if self.tokens.folded[start] in _PARTIES and self.tokens.lower[start + 1 : start + 2] == ["and"]:
            return True  # "a Republican and former coach"
        head = find_head(self.tokens, start, end)
        if head is not None and self.tokens.folded[head] in _PARTISANS:
            return True
        is_party = head is not None and self.tokens.folded[head] in _PARTIES
        return is_party and head is not None and self.tokens.lower[head + 1 : head + 2] not in (["on"], ["in"])

    def _cut(self, start: int, end: int) -> TokenRange:
        """Return a description without the clause or apposition behind it: "an official who saw the plan"."""
        head = find_head(self.tokens, start, end)
        return start, self._find_clause(start, end, head)

    def _find_clause(self, start: int, end: int, head: int | None = None) -> int:
        """Return where a clause or apposition begins in a description, behind its head where that is given."""
        first = start if head is None else head
        return next((i for i in range(first + 1, end) if ends_title(self.tokens, start, i)), end)

    def _find_title_start(self, start: int, end: int) -> int:
        """Return the first word of a title behind articles, possessives, "as", "one of two", "another" and adverbs."""
        lower = self.tokens.lower
        start += 2 if lower[start : start + 2] == ["one", "of"] else 0
        while start < end and lower[start + 1 : start + 2] != ["-"]:  # "far-right"
            is_small = lower[start] in _NO_TITLE or self.tokens.pos[start] in {"ADV", "NUM"}
            if not is_small and not self._is_edge(start):
                break
            start += 1
        return start

    def _find_title_end(self, start: int, end: int) -> int:
        """Return the end of a title before small words that a cut left behind, and before an address or honour.

        "Counterpart at", "aide currently", "minister Tan Sri".
        """
        small = {"ADP", "ADV", "CCONJ", "DET"}
        while end > start and self.tokens.folded[end - 1 - (self.tokens.words[end - 1] == ".")] in _HONOURS:
            end -= 1
        while end > start and self.tokens.words[end - 1].islower():
            if self.tokens.pos[end - 1] not in small and self.tokens.tag[end - 1] != "TO":
                break
            end -= 1
        return end

    def find_organisation(
        self, referent: Referent, cluster: Cluster | None, titles: Sequence[TokenRange]
    ) -> Cluster | None:
        """Return the organisation that a speaker is, speaks for or belongs to, or None."""
        if cluster is not None and cluster.label == "ORG":
            return cluster
        if referent.label == "document":
            issuers = self._list_issuers(referent, with_bodies=True)
            return next((one for one in issuers if one.label == "ORG"), None)
        own = self.phrases.get(referent.key, ())
        lower = self.tokens.lower
        owned = [(start - (lower[max(0, start - 1)] == "its"), end) for start, end in titles]
        phrases = [*owned, *own] if referent.label == "person" else self._list_phrases(referent)
        if referent.label == "group":  # "traders trying to regain control of the council"
            phrases = [(start, self._find_clause(start, end)) for start, end in phrases]
        found = (one for start, end in phrases for one in self._list_bodies(start, end))
        return next((one for one in found if not self._is_place(one)), None) or (
            (self._find_owner(cluster) if cluster is not None else None) or self._find_led(referent, titles)
        )

    def _list_bodies(self, start: int, end: int) -> list[Cluster]:
        """Return the organisations in a phrase; of "executive at Corvane's parent, Elm Holdings" the one behind it."""
        lower = self.tokens.lower
        owners = (i for i in range(start, end) if lower[i] in {"'s", "'"})
        if any(not _PARENTS.isdisjoint(lower[i + 1 : i + 3]) for i in owners):
            start = end + (lower[end : end + 1] == [","])
            end = min(start + 1, len(self.tokens))
        found = self._list_clusters(start, end, {"ORG"})
        behind = (
            self.identification.mention_at[end + 1] if "," in lower[end : end + 1] and end + 1 < len(lower) else None
        )
        if not found and behind is not None and not any(map(str.isalpha, lower[behind.end : behind.end + 1])):
            return self._list_clusters(end + 1, behind.end, {"ORG"})  # "Ann Lee, president, Corvane,"
        if found and found[0].words[-1] in _UNITS:  # "head of the Projects Department at Corvane"
            at = next((i for i in range(start, end) if lower[i] == "at"), end)
            found = self._list_clusters(at, end, {"ORG"}) or found
        return found

    def _find_led(self, referent: Referent, titles: Sequence[TokenRange]) -> Cluster | None:
        """Return the organisation that spoke or acted just before an officer who has none of his own.

        "Corvane denied it. Spokeswoman Ann Lee said": Lee is of Corvane. Also a spokesman without a name, and whoever
        leads or speaks for what is spoken of: "Superintendent Ann Lee said the district had lost money".
        """
        for start, end in titles if referent.cluster else [referent.phrase]:
            office = find_head(self.tokens, start, end)
            word = self.tokens.folded[office] if office is not None else ""
            offices = _OFFICERS if referent.cluster else SPOKESPEOPLE
            is_chief = word == "officer" and "chief" in self.tokens.folded[start:end]
            if office is None or not (is_chief or word in offices):
                continue
            if self.tokens.tag[max(0, start - 1)] == "PRP$" or self.tokens.pos[office + 1 : end][:1] == ["ADP"]:
                continue  # "its president", "president of the club"
            name = range(office, min(end + _NAME_REACH, len(self.tokens)))
            head = next((i for i in name if i in self.cast.contents), office)
            body = self._find_acting(start, office) or self._find_own_body(head)
            if body is not None and self._list_owners(start, office).issubset(body.words):
                return body
        return None

    def _list_owners(self, start: int, office: int) -> set[str]:
        """Return the words of a title that say of what somebody is an officer: "plant" in "the plant's owner"."""
        nouns = {self.tokens.folded[i] for i in range(start, office) if self.tokens.pos[i] in {"NOUN", "PROPN"}}
        return {word for word in nouns - TITLES_AND_ROLES - ORGANISATION_NOUNS if not find_kinds([word])}

    def _find_acting(self, start: int, office: int) -> Cluster | None:
        """Return the organisation that is the last subject before a title, of its sentence or the one before."""
        tokens, at, speakers = self.tokens, self.cast.at, self.cast.contents
        is_state = tokens.folded[office] in _STATESMEN and not tokens.words[office].islower()
        asked = _JOINED if is_state else find_kinds(tokens.folded[start:office])
        for i in range(start - 1, max(-1, start - _REACH_OF_OFFICE), -1):
            if tokens.paragraph[i] < tokens.paragraph[start] - 1:
                break
            is_main = tokens.sentence[i] == tokens.sentence[start] or tokens.dep[tokens.head[i]] == "ROOT"
            is_subject = i in speakers or (is_main and tokens.dep[i] in SUBJECTS)
            body = at[i].cluster if i in at and is_subject else None
            if body is not None:
                kinds = find_kinds(body.words)
                is_other = asked and (kinds or is_state) and kinds.isdisjoint(asked)
                return body if body.label == "ORG" and not is_other else None
        return None

    def _find_own_body(self, head: int) -> Cluster | None:
        """Return the organisation that is the subject of what somebody says, by a description: "the district lost"."""
        tokens, at = self.tokens, self.cast.at
        first, last = self.cast.contents.get(head, (0, 0))
        for i in range(first, min(last, first + _REACH_OF_OFFICE)):
            if tokens.sentence[i] != tokens.sentence[head] or tokens.is_quoted[i]:
                break
            if tokens.dep[i] in SUBJECTS:
                body = at[i].cluster if i in at and self.identification.mention_at[i] is None else None
                return body if body is not None and body.label == "ORG" else None
        return None

    def _is_place(self, cluster: Cluster) -> bool:
        """Return whether what was tagged as an organisation is a place by its name, and no "the Atlantic"."""
        is_definite = self.tokens.lower[max(0, cluster.mentions[0].start - 1)] == "the"
        return " ".join(cluster.words) in PLACES and not (is_definite and len(cluster.words) == 1)

    def _find_owner(self, cluster: Cluster) -> Cluster | None:
        """Return the organisation right before or behind a person's name: "Corvane's Ann Lee", "Ann Lee of Corvane"."""
        lower, mention_at = self.tokens.lower, self.identification.mention_at
        for mention in cluster.mentions:
            first = mention.start - (lower[max(0, mention.start - 1)] in ADDRESSES)  # "the trust's Dr Ann Lee"
            places = [first - 2] if first > 1 and lower[first - 1] in {"'s", "'"} else []
            link = mention.end + (lower[mention.end : mention.end + 1] == [","])  # "Ann Lee, of Corvane"
            is_aside = link > mention.end or mention.is_speaker or mention.start in self.speaking
            is_at = is_aside and lower[link : link + 1] in (["at"], ["for"])  # "Ann Lee, at Corvane,"
            if is_at or (lower[link : link + 1] and lower[link] in _MEMBERSHIP):
                places.append(self._find_behind_kind(link + 1))
            places += self._find_workplace(link)
            at = self.cast.at
            beside = (mention_at[i] or at.get(i) for i in places if i < len(lower))
            owners = (one.cluster for one in beside if one is not None and one.cluster is not None)
            owner = next((one for one in owners if one.label == "ORG"), None)
            if owner is not None:
                return owner
        return None

    def _find_behind_kind(self, start: int) -> int:
        """Return where a name begins behind "the" and the words for what it is: "the charity Corvane"."""
        if self.tokens.lower[start : start + 1] != ["the"]:
            return start
        words = range(start + 1, min(start + _KIND_WORDS, len(self.tokens)))
        first = next((i for i in words if not self.tokens.words[i].islower()), start + 1)
        return start + 1 if "ADP" in self.tokens.pos[start:first] else first  # "with the cup at Corvane Hall"

    def _find_workplace(self, start: int) -> Iterator[int]:
        """Yield where an organisation stands in "who teaches law at the University of Arlen", from "who" on."""
        tokens = self.tokens
        if tokens.lower[start : start + 1] != ["who"]:
            return
        clause = range(start + 1, min(start + _CLAUSE, len(tokens)))
        verbs = [i for i in clause if tokens.pos[i] == "VERB"]
        verbs = verbs[next((n for n, i in enumerate(verbs) if tokens.lemma[i] in _LEADING), 0) :]  # "and now leads"
        end = next((i for i in clause if i in verbs[1:] or tokens.words[i] in _EDGES), clause.stop)
        leads, works = (bool(verbs) and tokens.lemma[verbs[0]] in group for group in (_LEADING, _WORKING))
        for i in range(verbs[0] + 1, end) if leads or works else ():
            before = tokens.lower[i - 2 if tokens.lower[i - 1] == "the" else i - 1]
            if leads or before in {"at", "for", "with"}:
                yield i

    def find_pronoun(self, referent: Referent) -> SpeakerPronoun | None:
        """Return the pronoun by which the article mostly refers to a person, or None."""
        counts = referent.pronouns if referent.label == "person" else {}
        used = [one for one in _PRONOUNS if counts.get(one)]
        return max(used, key=lambda one: counts[one], default=None)

    def find_mention(self, referent: Referent) -> str | None:
        """Return the fullest words for a speaker: its name, else its longest description."""
        if referent.cluster is not None:
            return referent.cluster.name
        phrases = self._list_phrases(referent)
        if phrases:
            return self.tokens.text(*phrases[0])
        start, end = self._trim(*referent.phrase)
        return self.tokens.text(start, end) if end > start else None

    def _is_pronoun(self, start: int, end: int) -> bool:
        return all(word in PRONOUNS for word in self.tokens.lower[start:end] if word[:1].isalnum())

    def _trim(self, start: int, end: int) -> TokenRange:
        """Return the edges of a phrase without marks at its ends, and without "which" before a noun."""
        start += sum(1 for _ in takewhile(self._is_edge, range(start, end)))
        start += end > start + 1 and self.tokens.tag[start] == "WDT"
        end -= sum(1 for _ in takewhile(self._is_edge, range(end - 1, start - 1, -1)))
        opening = next((i for i in range(start, end) if self.tokens.words[i] == "("), end)
        end = end if ")" in self.tokens.words[opening:end] else opening
        return start, end

    def _is_edge(self, i: int) -> bool:
        return self.tokens.words[i] in _EDGES or self.tokens.pos[i] == "SPACE"


def describe_speakers(identification: Identification) -> tuple[Speaker, ...]:
    """Return what is known of each speaker of an article, in the order of the attributions."""
    details = Details(identification)
    return tuple(details.describe(index) for index in range(len(details.referents)))


def list_candidates(tokens: Tokens, kind: str, ranked: Sequence[Scored]) -> tuple[Candidate, ...]:
    """Return the likeliest candidates of a choice as they are shown to people."""
    shown = explain(kind, ranked[:MOST_SHOWN])
    return tuple(Candidate(show_referent(tokens, one.referent), one.chance, reasons) for one, reasons in shown)


def show_referent(tokens: Tokens, referent: Referent | None) -> str:
    """Return the name of a referent, or its words; somebody new has none."""
    if referent is None:
        return "(somebody or something not mentioned before)"
    if referent.cluster is not None:
        return referent.cluster.name
    start, end = referent.phrase
    return tokens.text(start, end) if end > start else str(referent.key)
