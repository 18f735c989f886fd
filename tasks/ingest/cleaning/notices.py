"""Lines before and after a body that speak to editors, of rights or of who worked on it, and links to more."""

import re

from tasks.ingest.lists import load_lines

MAX_CHARS = 400
MORE = "|".join(map(re.escape, load_lines("more")))
EDITORS = re.compile(
    r"[\[(*]*(?:(?:note to |attention |attn:? )?eds\b|(?:note|notes|attention|attn) (?:to )?(?:the )?editors?\b|"
    r"editors?['’]?s?['’]? notes?\b|editors(?=:))\s?[:.–—-]",
    re.IGNORECASE,
)
RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)(?: ?(?:©|\(c\)))? (?:19|20)[0-9]{2}\b|copyright (?:©|by|\(c\)) |"
    r".{0,200}\ball rights reserved\b\W*$|this material may not be published|(?:usage terms|mandatory credit)\s?:|"
    r"the post .{1,300} (?:appeared first|first appeared) on .{1,100}$",
    re.IGNORECASE,
)
"""The last is what WordPress adds to each item of a feed."""
NAMES = r"[A-Z][\w.'’-]*(?:,? (?:and |in |at |for )?[A-Z][\w.'’-]*)*"
CREDIT = (
    r"(?i:(?:additional |further )?(?:reporting|writing|editing|compiled|translated|produced|photograph[sy]|graphics?)"
    rf"(?: and (?:reporting|writing|editing))? by ){NAMES}"
)
CREDITS = re.compile(rf"[\[(]?{CREDIT}(?:[;,.]? (?:and )?{CREDIT})*[.\])]{{0,2}}")
"""Names alone: "Reporting by the Courier found" begins a sentence."""
LINK = re.compile(rf"[\[(]?(?:{MORE})[\s.…:>»→›\])]{{0,9}}", re.IGNORECASE)


def is_notice(line: str) -> bool:
    """Return whether a line is to editors, of rights, credits, or a link to the rest or to the article's page."""
    if len(line) > MAX_CHARS:
        return False
    return bool(EDITORS.match(line) or RIGHTS.match(line) or LINK.fullmatch(line) or CREDITS.fullmatch(line))
