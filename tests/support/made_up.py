"""Made-up stories: invented people who say made-up things in invented outlets, as rows of `quotes` and `entities`."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from schemas.quotes import TYPES

type Change = tuple[str, int, Said | None, Said | None]
OUTLETS = ("harbor-courier", "meridian-wire", "the-northlight", "valley-business-journal", "port-ellery-post")
FIRST = ("Ines", "Tobias", "Amara", "Grete", "Owen", "Lucia", "Rafe", "Una", "Corwin", "Linnea", "Bohdan", "Odile")
LAST = ("Calloway", "Renner", "Diallo", "Lindqvist", "Marsh", "Ferro", "Dolan", "Threadgold", "Abelard", "Irsay")
TITLES = ("mayor", "harbour master", "council president", "chief engineer", "union leader", "minister of fisheries")
BODIES = ("Sound Growers’ Cooperative", "Port Ellery Council", "Northern Space Agency", "Kestwick Mills")
SUBJECTS = "the bridge|the ferry levy|our budget|the harbour|the night train|the oyster season|the library|the mill"
VERBS = "will be closed|has to wait|costs too much|was never tested|opens again|must be sold|cannot be moved|will pay"
ENDS = "before the winter|for eleven years|because nobody asked|on Friday morning|without the council|in the autumn"
ASIDES = "whatever they promise|and everybody knows it|as we said in March|if the tide allows|so help me|I am told"
CUES = (("said", "say"), ("replied", "reply"), ("told reporters", "tell"), ("argued", "argue"), ("believes", "believe"))
WORDS = tuple(part.split("|") for part in (SUBJECTS, VERBS, ENDS, ASIDES))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks."""

    name: str
    title: str
    body: str
    pronoun: str | None

    @property
    def actor_id(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Said:
    """What a quote is made from; a speaker that is None has no name."""

    who: Person | None
    words: str
    type: str
    cue: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    """What an article is made from."""

    article_id: str
    publisher: str
    day: date
    said: tuple[Said, ...]


def build_people(count: int) -> list[Person]:
    """People, another name for each."""
    people = []
    for number in range(count):
        first, last = FIRST[number % 12], LAST[number // 12 % 10]
        suffix = f" {chr(65 + number // 120 % 26)}." if number >= 120 else ""
        pronoun = ("she", "he", "she", "he", "they", None)[number % 6]
        people.append(Person(f"{first}{suffix} {last}", TITLES[number % 6], BODIES[number % 4], pronoun))
    return people


def make_words(source: Random) -> str:
    """A sentence; one in a thousand has a rare word."""
    words = " ".join(source.choice(part) for part in WORDS)
    return f"{words}, unlike the periwinkle" if source.random() < 0.001 else words


def make_said(source: Random, people: list[Person]) -> Said:
    """Somebody says something, now and then somebody without a name."""
    who = people[min(int(source.expovariate(6 / len(people))), len(people) - 1)] if source.random() < 0.85 else None
    return Said(who, make_words(source), source.choice(TYPES), source.choice(CUES))


class Page:
    """An article's text as it is written, with the rows that point into it."""

    def __init__(self, story: Story) -> None:
        self.story, self.text = story, f"The council met on {story.day:%A}, and all had something to say."
        self.quotes: list[dict[str, Any]] = []
        self.entities: list[dict[str, Any]] = []
        self.clusters: dict[str, int] = {}

    def put(self, words: str) -> tuple[int, int]:
        """Write words; where they stand."""
        self.text += words
        return len(self.text) - len(words), len(self.text)

    def write(self, said: Said) -> None:
        """Write a paragraph with a quote."""
        known = said.who is not None and said.who.name in self.clusters
        name = said.who.name if said.who else "an official familiar with the plan"
        speaker_text = (name.split()[-1] if known else f"{said.who.title} {name}") if said.who else name
        self.text += "\n\n"
        if said.type == "direct":
            content = self.put(f"“{said.words[0].upper()}{said.words[1:]},”")
            self.text += " "
        speaker = self.put(speaker_text)
        self.text += " "
        cue = self.put(said.cue[0])
        if said.type != "direct":
            self.text += " "
            content = self.put(
                f"that {said.words}" if said.type == "indirect" else f"that it was plain: “{said.words}”"
            )
        self.text += "."
        self.add(said, content, speaker, cue)

    def add(self, said: Said, content: tuple[int, int], speaker: tuple[int, int], cue: tuple[int, int]) -> None:
        who, index = said.who, len(self.quotes)
        cluster = self.clusters.setdefault(who.name, len(self.clusters)) if who else None
        if who:
            named = self.text[slice(*speaker)].removeprefix(f"{who.title} ")
            at = speaker[1] - len(named)
            self.entities.append(
                {"entity_index": index, "start": at, "end": speaker[1], "text": named}
                | {"label": "PERSON", "sentence_index": index + 1, "cluster_id": cluster, "name": who.name}
            )
        confidence = round(0.55 + (hash_of(f"{self.story.article_id}{index}") % 45) / 100, 2)
        self.quotes.append(
            {
                "quote_id": f"{self.story.article_id}-{index}",
                "quote_index": index,
                "type": said.type,
                "content_text": self.text[slice(*content)],
                "quote_text": self.text[slice(*content)],
                "content_spans": [{"start": content[0], "end": content[1]}],
                "content_start": content[0],
                "content_end": content[1],
                "cue_text": said.cue[0],
                "cue_start": cue[0],
                "cue_end": cue[1],
                "cue_lemma": said.cue[1],
                "speaker_text": self.text[slice(*speaker)],
                "speaker_start": speaker[0],
                "speaker_end": speaker[1],
                "speaker_name": who.name if who else None,
                "speaker_mention": f"{who.title} {who.name}" if who else self.text[slice(*speaker)],
                "speaker_title": who.title if who else None,
                "speaker_organisation": who.body if who else None,
                "speaker_pronoun": who.pronoun if who else None,
                "speaker_label": "person",
                "speaker_cluster_id": cluster,
                "is_speech": said.cue[1] != "believe",
                "rule": None,
                "confidence": confidence,
                "name_confidence": confidence,
                "sentence_index": index + 1,
                "paragraph_index": index + 1,
            }
        )


def hash_of(text: str) -> int:
    """A number that a text always has."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest())


def reword(story: Story, source: Random) -> tuple[Story, list[Change]]:
    """The story as it is delivered again, and its changes: kind, quote_index, old, new."""
    first, *rest = story.said
    kind = source.choice(("reworded", "added", "withdrawn", "speaker"))
    if kind == "reworded":
        new = replace(first, words=first.words.replace("the ", "this old ", 1) + ", we think")
        return replace(story, said=(new, *rest)), [(kind, 0, first, new)]
    if kind == "added":
        new = replace(first, words=make_words(source))
        return replace(story, said=(*story.said, new)), [(kind, len(story.said), None, new)]
    if kind == "withdrawn":
        return replace(story, said=story.said[:-1]), [(kind, len(story.said) - 1, story.said[-1], None)]
    new = replace(first, who=None if first.who else Person("Ines Calloway", "mayor", BODIES[1], "she"))
    return replace(story, said=(new, *rest)), [(kind, 0, first, new)]


def cut(words: str, source: Random) -> str:
    """The words as another outlet has them: whole, without their end, or with one word changed."""
    parts = words.split()
    return source.choice((words, " ".join(parts[:-2]), " ".join([*parts[:2], "really", *parts[3:]])))
