"""Staged files to their places: decided once, then carried out in an order that readers can live with.

As in publishing a batch, the decision is the state itself, put beside the staged files; from there on this link, or the
next one after a crash, only carries it out. Actors that are new come before the links to them, and actors that are gone
go after these.
"""

from dataclasses import replace
from datetime import date

from tasks.batch.places import find_batch_date
from tasks.link.places import Links
from tasks.link.plan import LinkState, build_state_json, read_state
from tasks.publish.datapackage import write_datapackage
from tasks.zones.place import DECISION, Hold, Place

FIRST = "0-"
"""How the name of a staged file begins that is put in place before all others."""
ANY = "1-"
LAST = "2-"
SEPARATOR = "@"


def build_file_name(what: str, batch_date: date | None = None, turn: str = ANY) -> str:
    """Return the name that a file is staged under."""
    return f"{turn}{what}{SEPARATOR}{batch_date.isoformat() if batch_date else ''}.parquet"


def find_target(links: Links, name: str) -> Place:
    """Return where a staged file belongs."""
    what, _, batch_date = name.removesuffix(".parquet")[len(FIRST) :].partition(SEPARATOR)
    return links.find(what, find_batch_date(batch_date))


def decide(hold: Hold, state: LinkState) -> None:
    """Decide that what is staged gets published. Raises HoldLostError, and then nothing is."""
    hold.decide(build_state_json(state))


def finish_linking(links: Links, hold: Hold) -> bool:
    """Carry out what a link decided on, or what is left of it; False where nothing was decided."""
    token = hold.read_decision()
    if token is None:
        return False
    own = replace(links, token=token)
    state = read_state(own.staged.parent / DECISION)
    names = own.staged.list_names()[1]
    move(own, hold, [name for name in names if not name.startswith(LAST)])
    for one in state.gone:
        remove_batch(links, one)
    move(own, hold, [name for name in names if name.startswith(LAST)])
    write_datapackage(links.curated)
    hold.settle()
    links.staging.remove()
    return True


def move(links: Links, hold: Hold, names: list[str]) -> None:
    """Put staged files in their places, in the order of their names."""
    for name in sorted(names):
        hold.check()
        (links.staged / name).move_to(find_target(links, name))


def remove_batch(links: Links, batch_date: date) -> None:
    """Remove the files of a batch that is no more."""
    for what in links.find_kinds():
        folder = links.find(what, batch_date).parent
        if folder.exists():
            folder.remove()
