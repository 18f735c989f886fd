"""Turns of transcripts and interviews: "LEE: ...", "Mr RUDGE (Griffin) (15:18): ...", "Mr. HOLT. ...", "Holm: ..."."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import PERSON_TITLES, ROLES, TITLES_AND_ROLES
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.questions import FIRST_PERSON
from tasks.quotes.rules.quoted_text import QuotedText, read_form

STAMP = r"(?:>{1,3}\s?)?(?:[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?[\])]?[\s–—-]{1,4}|Q\d{1,4}\.?\s|/?u/)?"
"""What stands before a label: the ">>" of captions, the time, in brackets or not, the number of a question, "u/"."""
ASIDES = r"(?:\s?[(\[][^()\[\]\n]{1,60}[)\]]){0,3}"
"""Party, place and time behind a name, or "on camera"."""
NAME = r"[A-Z][\w.'’-]*(?:,?\s(?:[A-Z&][\w.'’-]*|of|the|for)){0,7}"
CROWD = r"(?:(?:An?|Some|Several)\s[a-z]+\.?(?:\s(?:[a-z]+|Members?))?|(?:Speaker|SPEAKER)\s\d{1,2})"
HANDLE = r"[a-z](?=\w{0,30}[_\d])\w{1,30}\b"
"""What people call themselves where they write: "otto_88"."""
TITLE = (
    r"(?:(?:M[rsx]|Mrs|Miss|Dr|Hon|Sen|Rep|MRS?|MS|DR)\.?|Senator|Chairm[ae]n|Chairwoman|Deputy|Councillor|Cllr|Sir|"
    r"Dame|Lord|Lady|Baroness)"
)
OFFICE = (
    r"(?:(?P<office>(?:(?:The|THE)\s[A-Z][^()\n:]{2,80}?|[A-Z][\w. ]{0,40}\s(?:Speaker|SPEAKER|President|PRESIDENT)|"
    rf"[A-Z][^()\n:]{{2,80}}?(?=\s\({TITLE}\s)))\s?\((?=[^\s()]+\s[^\s()]))?"
)
"""The office of whose holder stands in brackets behind it: "The Chair (Ann Lee)"."""
LABEL = rf"\s*[*_]{{0,3}}{STAMP}[“\"]?{OFFICE}(?P<speaker>{NAME}|{CROWD}|{HANDLE})\)?(?P<asides>{ASIDES})"
LABELLED = re.compile(rf"{LABEL}[*_]{{0,3}}(?P<cue>:)[*_]{{0,3}}\s+(?P<content>\S.*)")
POST = r"(?P<post>(?:\s(?:--?|[–—])\s[A-Z][^\n:.!?]{2,80})?)"
ALONE = re.compile(rf"{LABEL}{POST}(?P<cue>:?)\s*\n\s*(?P<content>\S.*)")
"""The label on a line of its own, "Ann Lee (Brixley) (Con)" or "Ann Lee -- Director", and the line below."""
TITLED = rf"(?:{TITLE}|The|THE)"
EXAMINER = re.compile(rf"\s*(?:[A-Z-]+\s){{0,3}}(?:BY|By)\s(?P<speaker>{TITLE}\s[A-Z][\w.'’ -]{{1,40}}):\s*")
"""Who puts the questions from here on."""
RECORDED = re.compile(
    rf"\s*(?P<office>)(?P<speaker>Q|A|{TITLED}(?:\s[A-Z]\.)?(?:\s[A-Z][\w'’-]+){{1,4}}(?:\sof\s[A-Z]\w+){{0,2}}(?:\spro\stempore)?)(?P<asides>)(?P<cue>\.)\s+(?P<content>\S.*)"
)
"""In the Congressional Record and in courts a full stop follows the label."""
DASHED = re.compile(
    rf"\s*(?P<office>)(?P<speaker>President|{NAME}(?=\s?[(\[]|, on ))"
    rf"(?P<asides>{ASIDES}|, on behalf of [^.\n]{{2,80}})(?P<cue>\. [–—-])\s+(?P<content>\S.*)"
)
"""In the European Parliament a full stop and a dash do."""
BARE = re.compile(r"\s*(?P<office>)(?P<speaker>(?P<cue>[QA]))(?P<asides>)\s+(?P<content>[A-Z].*)")
"""The questions and answers of courts without marks: "A I saw a van."."""
SENTENCE = re.compile(r".*[.!?…—–-][”\"’)\]]*\s*")
STAGE = re.compile(
    r"\s*[“\"]?[(\[].*[)\]][.”\"\s]*|\s*\S[^.!?\n]{1,60}(?:(?:hon|Mr|Mrs|Ms|Dr)\.[^.!?\n]{1,60})?[—–]\s*|"
    r"\s*(?:[A-Z-]+\s){0,3}(?:BY|By)\s[\w.\s]{2,40}:\s*|\s*>>.*|\s*[A-Z][A-Z’'\s-]{5,60}"
)
"""What ends a turn: "(LAUGHTER)", "Opposition members interjecting—", "CROSS-EXAMINATION", "BY MS. HALE:", ">> ..."."""
FIRST_WORD = re.compile(r"\w+")
GIVEN_NAME = re.compile(r"\b[A-Z][\w.'’-]+$")
LONGEST_NAME = 40
LONGEST_TURN, PERSONAL = 4, 0.3
"""Of a turn with so many paragraphs, or more, this share is in the first person."""
LEAST_TRANSCRIPT, LEAST_INTERVIEW = 3, 4
"""With fewer turns it is none."""
LEAST_BARE = 2
"""With fewer questions behind a "Q" alone, a line that begins with "A" does so with an article."""
LEAST_BRACKETED = 2
"""With fewer members whose constituency, party or name stands in brackets, lines of names are no labels."""
MOST_WORDS = 4
"""A label in ordinary letters has at most so many words."""
SENTENCES, ALTERNATING, RECURRING = 0.5, 0.75, 0.5
"""Share of turns that end as sentences; in interviews, that have another label than the last; one that comes again."""
MOST_SPEAKERS = 20
"""Of an interview the most frequent labels are looked for in the text."""

type Turn = tuple[int, re.Match[str]]
"""The number of a line that opens with its speaker's label, and its parts."""


def find_turns(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find the turns of a transcript, whose labels are capitals or titled names, else those of an interview.

    Worth 1.9 points (quoted) on PolNeAR, 3.0 and 1.7 (whole) on the own articles.
    """
    turns = read_turns(article)
    forms = is_capital, is_titled, is_crowd, is_role, is_caption, is_dashed, is_handle
    formal = [turn for turn in turns if any(form(turn) for form in forms)]
    if is_transcript(formal):
        numbers = {number for number, _ in formal}
        return build_turns(article, [turn for turn in turns if turn[0] in numbers or turn[1]["asides"]])
    alone = read_alone(article)
    if is_transcript(alone):
        return build_turns(article, sorted([*alone, *filter(is_role, turns)], key=itemgetter(0)))
    informal = [turn for turn in turns if is_short(turn)]
    return build_turns(article, informal) if is_interview(article.text, informal) else []


def read_turns(article: QuotedText) -> list[Turn]:
    """Return the lines that open with a label that is no heading ("READ MORE: ...")."""
    text, lines = article.text, list(enumerate(article.lines))
    following = [*article.lines[1:], (0, 0)]
    lines = [(n, (line[0], max(line[1], following[n][1] * opens_turn(text, line)))) for n, line in lines]
    bare = {number: match for number, line in lines if (match := BARE.fullmatch(article.text, *line))}
    asked = sum(match["speaker"] == "Q" for match in bare.values())
    bare = bare if asked >= LEAST_BARE else {}
    matches = ((number, bare.get(number) or match_turn(article.text, line)) for number, line in lines)
    return [(number, match) for number, match in matches if match and not is_heading(match["speaker"])]


def read_alone(article: QuotedText) -> list[Turn]:
    """Return the lines that are a label alone, with brackets, a post, a title, or a name that another such line has.

    A cast has brackets in every line and no titles.
    """
    lines = [(start, after) for (start, _), (_, after) in pairwise(article.lines)]
    matches = [(number, ALONE.fullmatch(article.text, *line)) for number, line in enumerate(lines)]
    turns = [(number, match) for number, match in matches if match and not is_heading(match["speaker"])]
    bracketed = {match["speaker"] for _, match in turns if match["office"] or match["asides"] or match["post"]}
    known = [turn for turn in turns if turn[1]["speaker"] in bracketed or is_titled(turn) or is_role(turn)]
    is_chamber = any(turn[1]["office"] or turn[1]["post"] or not turn[1]["asides"] or is_titled(turn) for turn in known)
    return known if is_chamber and len(bracketed) >= LEAST_BRACKETED else []


def match_turn(text: str, line: Span) -> re.Match[str] | None:
    """Return the parts of a line with a label, or None."""
    return next(filter(None, (form.fullmatch(text, *line) for form in (RECORDED, LABELLED, DASHED))), None)


def opens_turn(text: str, line: Span) -> bool:
    """Return whether a line is a label alone, which a colon ends, and not who puts the questions from there on."""
    return text[line[1] - 1] == ":" and not EXAMINER.fullmatch(text, *line)


def is_heading(label: str) -> bool:
    """Return whether a label begins with a word of headings."""
    first = FIRST_WORD.match(label)
    return first is not None and first[0].lower() in read_list("headings")


def name_label(turn: Turn) -> str:
    """Return the last word of the name in a label: of "JOHN LEE, HOST" it is "LEE", and "LEE" is his next label."""
    return turn[1]["speaker"].split(",")[0].split()[-1]


def is_capital(turn: Turn) -> bool:
    """Return whether the name in a label is in capitals."""
    name = name_label(turn)
    return name.isupper() and (len(name) > 1 or name in "QA")


def is_titled(turn: Turn) -> bool:
    """Return whether a label begins with a title, or is "The" with a role or an office in capitals."""
    first, *others = turn[1]["speaker"].split()
    is_office = first.lower() == "the" and any(word.lower() in TITLES_AND_ROLES for word in (*others[:1], *others[-1:]))
    return is_office or bool(turn[1]["office"]) or (bool(others) and first.strip(".").lower() in PERSON_TITLES)


def is_crowd(turn: Turn) -> bool:
    """Return whether a label is such as "An honourable member"."""
    return re.fullmatch(CROWD, turn[1]["speaker"]) is not None


def is_role(turn: Turn) -> bool:
    """Return whether a label is one of those who have no name in interviews: "Interviewer"."""
    return turn[1]["speaker"].lower() in read_list("interview_roles")


def is_caption(turn: Turn) -> bool:
    """Return whether a turn begins as those of captions do: ">> Ann Lee: ..."."""
    return turn[1][0].lstrip().startswith(">>")


def is_handle(turn: Turn) -> bool:
    """Return whether a label is what somebody is called where people write to each other."""
    return re.fullmatch(HANDLE, turn[1]["speaker"]) is not None


def is_dashed(turn: Turn) -> bool:
    """Return whether a full stop and a dash stand behind a label."""
    return turn[1].re is DASHED


def is_short(turn: Turn) -> bool:
    """Return whether a label in ordinary letters may be a name."""
    return len(turn[1]["speaker"].split()) <= MOST_WORDS and bool(SENTENCE.fullmatch(turn[1]["content"]))


def is_transcript(turns: Sequence[Turn]) -> bool:
    """Return whether labels are those of a transcript: most say sentences, and one comes again or two have titles."""
    labels = [name_label(turn) for turn in turns]
    sentences = sum(bool(SENTENCE.fullmatch(match["content"])) for _, match in turns)
    recur = 1 < len(set(labels)) < len(labels) or sum(is_titled(turn) or is_dashed(turn) for turn in turns) > 1
    return len(turns) >= LEAST_TRANSCRIPT and recur and sentences >= SENTENCES * len(turns)


def is_interview(text: str, turns: Sequence[Turn]) -> bool:
    """Return whether labels come again and take turns, and one is a role or the end of a longer name in the text."""
    labels = [name_label(turn) for turn in turns]
    counts = Counter(labels)
    again = sum(count for count in counts.values() if count > 1)
    if len(labels) < LEAST_INTERVIEW or len(counts) < 2 or again < RECURRING * len(labels) or is_table(turns):
        return False
    changes = sum(one != other for one, other in pairwise(labels))
    known = any(is_speaker(text, label) for label, _ in counts.most_common(MOST_SPEAKERS))
    return changes >= ALTERNATING * (len(labels) - 1) and known


def is_table(turns: Sequence[Turn]) -> bool:
    """Return whether most of what is said has figures: votes by candidate."""
    return 2 * sum(any(map(str.isdigit, match["content"])) for _, match in turns) > len(turns)


def is_speaker(text: str, label: str) -> bool:
    """Return whether a label is a role, or the last word of a name such as "Petra Holm"."""
    if label.lower() in read_list("interview_roles") | ROLES:
        return True
    ends = (match.start() for match in re.finditer(rf" {re.escape(label)}\b", text))
    return any(GIVEN_NAME.search(text, max(0, end - LONGEST_NAME), end) for end in ends)


def build_turns(article: QuotedText, turns: Sequence[Turn]) -> list[Attribution]:
    """Return each turn with the paragraphs up to the next one, the last turn with its own alone.

    The bearer of an office is the one whose name stood in brackets behind it; a "Q" is of the examiner above it.
    """
    examiners = [match.span("speaker") for line in article.lines if (match := EXAMINER.fullmatch(article.text, *line))]
    offices: dict[str, Span] = {}
    made = []
    for (number, match), (end, _) in pairwise([*turns, (turns[-1][0] + 1, turns[-1][1])]):
        content = extend(article.text, match, article.lines[number + 1 + ("\n" in match[0].strip()) : end])
        speaker = offices.get(match["speaker"].lower(), match.span("speaker"))
        office, comma, _ = match["speaker"].partition(",")
        if match["office"] or (comma and is_titled((number, match))):
            offices[(match["office"] or office).lower()] = speaker
        elif match["speaker"] == "Q":
            above = bisect_left(examiners, speaker)
            speaker = examiners[above - 1] if above else speaker
        made.append(read_form(match, content, speaker))
    return made


def extend(text: str, match: re.Match[str], after: Sequence[Span]) -> Span:
    """Return what is said in a turn, with the paragraphs after it; stage directions end it.

    More than a few are part of it only where enough of them are in the first person, as no narration is.
    """
    start, end = match.span("content")
    personal = sum(bool(FIRST_PERSON.search(text, *line)) for line in after)
    if len(after) < LONGEST_TURN or personal >= PERSONAL * len(after):
        for line in after:
            if STAGE.fullmatch(text, *line):
                break
            end = line[1]
    return start, start + len(text[start:end].rstrip())
