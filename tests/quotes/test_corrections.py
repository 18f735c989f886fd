"""What people say of quotes takes the place of what is found, whatever stretches of the text they marked."""

from dataclasses import replace
from random import Random

import pytest
from spacy.language import Language

from tasks.annotate.pipeline import load_pipeline
from tasks.annotate.rows import annotate
from tasks.quotes.correcting import correct_attributions
from tasks.quotes.corrections import (
    CorrectedQuote,
    CorrectionError,
    Corrections,
    Judgement,
    build_value,
    check_quote,
    parse_value,
)
from tasks.quotes.quote import Quote, Span, Spans
from tests.conftest import build_story

TEXT = build_story(0).partition("\n\n")[2].strip()
OTHERS = "\n\n".join((TEXT, "Ada King, the harbour master of Norway, said the bolts were new. “They shine,” she said."))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline("en_core_web_md")


def read(nlp: Language, corrections: Corrections | None, text: str = OTHERS) -> tuple[Quote, ...]:
    doc = nlp.make_doc(text)
    doc._.corrections = corrections
    quotes: tuple[Quote, ...] = nlp(doc)._.quotes
    return quotes


def as_said(quote: Quote) -> CorrectedQuote:
    return CorrectedQuote(
        quote.content,
        quote.cue,
        quote.speaker,
        quote.speaker_name,
        quote.speaker_label if quote.speaker else None,
        quote.type,
        quote.is_speech,
    )


def find(quotes: tuple[Quote, ...], words: str) -> Quote:
    return next(one for one in quotes if words in OTHERS[one.content[0][0] : one.content[-1][1]])


def test_what_is_right_stays_as_it_is_and_is_sure(nlp: Language) -> None:
    found = read(nlp, None)
    judged = read(nlp, Corrections(True, tuple(Judgement(one.content, as_said(one)) for one in found)))
    plain = {"rule": None, "confidence": 1.0, "name_confidence": 1.0, "candidates": ()}
    assert [replace(one, **plain) for one in judged] == [replace(one, **plain) for one in found]
    assert {(one.rule, one.confidence) for one in judged} == {("correction", 1.0)}


def test_another_speaker_of_the_article_comes_with_cluster_title_and_kind(nlp: Language) -> None:
    found = read(nlp, None)
    took, shine = find(found, "This took us"), find(found, "They shine")
    assert (took.speaker_name, shine.speaker_name) == ("Ines Calloway", "Ada King")
    quote = replace(as_said(took), name="Ada King", label=None)
    judged = read(nlp, Corrections(False, (Judgement(took.content, quote),)))
    changed = find(judged, "This took us")
    assert (changed.speaker_name, changed.speaker_cluster_id) == ("Ada King", shine.speaker_cluster_id)
    assert (changed.speaker_title, changed.speaker_label) == (shine.speaker_title, "person")
    assert [one for one in judged if one is not changed] == [one for one in found if one is not took]


def test_somebody_who_is_named_but_never_speaks(nlp: Language) -> None:
    shine = find(read(nlp, None), "They shine")
    quote = replace(as_said(shine), name="Norway", label=None)
    changed = find(read(nlp, Corrections(False, (Judgement(shine.content, quote),))), "They shine")
    assert (changed.speaker_label, changed.speaker_mention, changed.speaker_title) == ("place", "Norway", None)


def test_nobody_is_named(nlp: Language) -> None:
    shine = find(read(nlp, None), "They shine")
    quote = replace(as_said(shine), name=None)
    changed = find(read(nlp, Corrections(False, (Judgement(shine.content, quote),))), "They shine")
    assert (changed.speaker_name, changed.speaker_cluster_id, changed.speaker_mention) == (None, None, "she")
    assert (changed.speaker_pronoun, changed.name_confidence) == ("she", 1.0)


def test_a_quote_that_the_model_now_ends_elsewhere_is_still_the_one_that_was_judged(nlp: Language) -> None:
    shine = find(read(nlp, None), "They shine")
    (start, end), *_ = shine.content
    judged = read(nlp, Corrections(False, (Judgement(((start + 1, end - 2),), None),)))
    assert "They shine" not in "".join(OTHERS[slice(*span)] for one in judged for span in one.content)


def test_quotes_of_one_content_come_in_the_order_of_the_answers() -> None:
    speakers = [(start, start + 5) for start in range(0, 80, 10)]
    quotes = [CorrectedQuote(((90, 99),), None, speaker, None, None, "direct", True) for speaker in speakers]
    judgements = tuple(Judgement((), quote) for quote in (*quotes, quotes[0]))
    assert [one.speaker for one in correct_attributions([], Corrections(True, judgements))] == speakers


@pytest.mark.slow
def test_any_stretches_make_rows_that_can_be_published(nlp: Language) -> None:
    random, rounds = Random(0), 60

    def draw() -> Span:
        start = random.randrange(len(OTHERS))
        return start, min(len(OTHERS), start + 1 + random.choice((0, 3, 20, 200)))

    def draw_judgement() -> Judgement:
        speaker = draw() if random.random() < 0.7 else None
        name = random.choice((None, "Ada King", "Zoë ’ O'", "-", "Ines")) if speaker else None
        label = random.choice((None, "person", "group", "unknown"))
        cue = random.choice((None, draw()))
        quote = CorrectedQuote((draw(), draw()), cue, speaker, name, label, "mixed", random.random() < 0.5)
        of: Spans = random.choice(((), (draw(),)))
        return Judgement(of, quote if random.random() < 0.9 else None, random.random() < 0.5)

    for _ in range(rounds):
        drawn = Corrections(random.random() < 0.5, tuple(draw_judgement() for _ in range(random.randrange(1, 8))))
        try:
            corrections = parse_value(build_value(drawn), OTHERS)
        except CorrectionError:
            continue
        (rows,) = annotate(nlp, [("0" * 16, OTHERS)], {"0" * 16: corrections})
        assert parse_value(build_value(corrections), OTHERS) == corrections
        quotes = rows.quotes.to_pylist()
        assert len(quotes) == rows.counts["quote_count"][0].as_py()
        for row in quotes:
            sentence = rows.sentences.to_pylist()[row["sentence_index"]]
            assert sentence["start"] <= row["content_start"] < sentence["end"]
            assert OTHERS[row["content_start"] : row["content_end"]] == row["content_text"]
            assert row["speaker_text"] or not any(row[f"speaker_{one}"] for one in ("name", "mention", "title"))


@pytest.mark.parametrize(
    "spans", [((5, 3),), ((-1, 3),), ((0, 10_000),), ((TEXT.index("\n"), TEXT.index("\n") + 2),), ()]
)
def test_spans_that_are_no_stretch_of_words_are_told(spans: Spans) -> None:
    with pytest.raises(CorrectionError):
        check_quote(CorrectedQuote(spans, None, None, None, None, "direct", True), TEXT)
