"""Hostile names: of files, publishers and articles, delivered both ways; every command shows them and obeys none."""

import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from schemas.printable import UNSAFE
from tests.conftest import DAY, Zones, build_story, build_zones
from tests.torture.processes import start_command
from tests.torture.tally import Tally

PIECES = (
    "[/bold]", "[video]", "[red]", "[link=http://evil.example]", ":smile:", "{0}", "%s", "%(message)s", "$(id)", "`id`",
    "\x1b[31m", "\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\", "\x9b31m", "\x90q\x9c", "\x07",
    "\x08", "\r", "\n", "\nERROR forged", "\t", "\x7f", "\x85", "\u2028", "\u2029",
    "\u202e", "\u202dgpj", "\u2066", "\u2069", "\u200f", "\u200e", "\u061c", "\u200b", "\ufeff",
    "=1+1", "@SUM(A1)", "+1", "-1", "=HYPERLINK(\"http://evil.example\")", "|calc", "'", '"', ";", "<script>", "&amp;",
    "..", "..\\..\\x", "~", "C:\\x", "a b", "*", "?", "é", "記事", "🗞", "e\u0301", "--json", "-x",
)  # fmt: skip
LINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z (DEBUG|INFO|WARNING) ")
FORMATS = ("text", "json")
SHOWN = 50
"""One in so many articles is shown, as published and from its file."""
IN_A_FOLDER = 25


def build_names(count: int) -> Iterator[str]:
    """So many names, always the same; none that a folder could not have, or that is hidden."""
    source = random.Random(count)
    for number in range(count):
        pieces = "".join(source.choices(PIECES, k=source.randint(1, 4)))
        yield f"{pieces.lstrip('.') or 'x'} {number}".replace("/", "\\")


def build_article(number: int, title: str) -> str:
    """An article with that title, as JSON."""
    return json.dumps(
        {"id": str(number), "title": title, "byline": title, "text": build_story(number).partition("\n\n")[2]}
    )


type Ask = Callable[[Zones, Sequence[str]], tuple[int, str]]
"""Calls a command with the settings of the zones; its exit code and all that it prints."""


def ask_process(zones: Zones, command: Sequence[str]) -> tuple[int, str]:
    """Call the command as a user does."""
    run: subprocess.Popen[bytes] = start_command(zones, *command)
    printed = [stream.decode() for stream in run.communicate(timeout=600)]
    return run.returncode, "\n".join(printed)


def run_hostile_names(root: Path, model: Path, count: int, tally: Tally, ask: Ask = ask_process) -> None:
    """Deliver that many names, with log lines as text and as JSON, and call every command that shows some."""
    names = list(build_names(count))
    for log_format in FORMATS:
        zones = build_zones(root / log_format, model=str(model), log_format=log_format, log_level="debug")
        deliver(zones, names, root / f"inbox-{log_format}", tally, ask)
        call(zones, ["run"], tally, ask, (0, 3))  # 3: among many names are publishers that are quarantined
        for command in (["status", str(DAY)], ["status", "--json"], ["clean"], ["compact"]):
            call(zones, command, tally, ask)
        show(zones, tally, ask)
        check_logs(zones, tally)
    tally.add("hostile names of files, publishers and titles", count)


def deliver(zones: Zones, names: Sequence[str], inbox: Path, tally: Tally, ask: Ask) -> None:
    """Half of the names go through `quotewire land`, by publishers of such names; half straight into the raw folder."""
    for start in range(0, len(names), IN_A_FOLDER):
        publisher, folder = names[start], inbox / str(start)
        straight = start // IN_A_FOLDER % 2
        target = Path(str(zones.batch.raw)) / publisher if straight else folder
        target.mkdir(parents=True)
        for number, name in enumerate(names[start : start + IN_A_FOLDER], start):
            (target / f"{name}.json").write_text(build_article(number, name))
        if not straight:
            land = ["land", str(folder), "--date", str(DAY), f"--publisher={publisher}"]
            if call(zones, land, tally, ask, (0, 2)) == 2:  # a name that no publisher may have
                call(zones, [*land[:-1], f"--publisher=p{start}"], tally, ask)


def show(zones: Zones, tally: Tally, ask: Ask) -> None:
    """Show some articles as published, and some as they lie in the raw folder."""
    articles = zones.read("articles")
    tally.expect(len(articles) > 0, "crashes", "no article with a hostile name was published")
    tally.add("of which published with text and JSON logs", len(articles))
    for article_id, path in articles.sort("article_id").gather_every(SHOWN).select("article_id", "raw_path").rows():
        call(zones, ["show", article_id], tally, ask)
        call(zones, ["show", str(zones.batch.raw / path)], tally, ask)


def call(zones: Zones, command: Sequence[str], tally: Tally, ask: Ask, codes: Sequence[int] = (0,)) -> int:
    """Call the command, look at what it prints, and return its exit code."""
    code, printed = ask(zones, command)
    is_well = code in codes and "Traceback" not in printed
    tally.expect(is_well, "crashes", f"{command!a}: {code} {printed!a}")
    check_text(f"{command[0]} {command[1:2]!a}", printed, tally)
    return code


def check_text(where: str, text: str, tally: Tally) -> None:
    """Count lines with a character that a terminal or an editor would obey."""
    unsafe = [line for line in text.split("\n") if UNSAFE.search(line)]
    tally.expect(not unsafe, "raw escapes", f"{where}: {unsafe[:3]!a}", len(unsafe))
    tally.add("lines looked at for raw escapes", text.count("\n"))


def check_logs(zones: Zones, tally: Tally) -> None:
    """Every record of a log file is one line that begins or reads as one."""
    for path in Path(str(zones.settings.state / "logs")).iterdir():
        text = path.read_bytes().decode()
        check_text(path.name, text, tally)
        forged = [line for line in text.rstrip("\n").split("\n") if not is_record(line, path)]
        tally.expect(not forged, "raw escapes", f"{path.name}: {forged[:3]!a}", len(forged))


def is_record(line: str, path: Path) -> bool:
    """Whether a line of a log file is a record of its own."""
    try:
        return bool(LINE.match(line)) if path.suffix == ".log" else "message" in json.loads(line)
    except ValueError:
        return False
