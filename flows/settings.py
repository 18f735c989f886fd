"""The settings of a run: one frozen object, each field also an environment variable."""

import os
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, FilePath, PlainValidator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.batch.hold import LEASE_SECONDS
from tasks.ingest.limits import Limits
from tasks.workers.scheduler import TLS, Certificates, Scheduler
from tasks.workers.time_limit import Tolerance
from tasks.zones.place import Place
from tasks.zones.zone import open_zone

PREFIX = "QUOTEWIRE_"
TLS_FILES = ("dask_tls_ca", "dask_tls_cert", "dask_tls_key")

STATE_BYTES = 1 << 20
"""What Prefect's database and a log need at least."""


class StateError(Exception):
    """The state folder cannot be written."""


type Zone = Annotated[Place, PlainValidator(open_zone)]


def fold_case(value: object) -> object:
    """Return a string in lower case, and anything else as it is."""
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """Where the data lies and how hard to work; `QUOTEWIRE_RAW` sets `raw`, and so on.

    Raises pydantic's ValidationError where a variable holds no usable value, or bears the name of no setting.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    raw: Zone = Field(default_factory=lambda: open_zone("raw"))
    curated: Zone = Field(default_factory=lambda: open_zone("curated"))
    state: Path = Path(".quotewire")
    """What is no output: Prefect's home, logs."""
    workers: int = Field(default_factory=lambda: len(os.sched_getaffinity(0)), ge=1, le=1024)
    model: str = "en_core_web_md"
    """A spaCy English pipeline: an installed package or a folder."""
    tagger: Path | None = None
    """The folder of a trained tagger; the package's own where it is not set."""
    people: FilePath | None = None
    """A list of known people for linking: CSV or Parquet with id, name, other names and roles."""
    dask_address: str | None = None
    dask_tls_ca: FilePath | None = None
    """Of the authority that signed the certificates of the scheduler, of the workers and of this command."""
    dask_tls_cert: FilePath | None = None
    dask_tls_key: FilePath | None = None
    max_reject_share: float = Field(default=0.5, ge=0, le=1)
    quarantine: bool = True
    """Whether a publisher with a larger share of rejects costs itself alone; else the batch fails."""
    max_file_bytes: int = Field(default=Limits().max_file_bytes, ge=1)
    """What one raw file may unpack to."""
    max_text_chars: int = Field(default=Limits().max_text_chars, ge=1)
    lease_seconds: float = Field(default=LEASE_SECONDS, ge=1)
    """How long a lock in an object store outlives the run that held it."""
    shard_chars: int = Field(default=250_000, ge=1)
    """How much text one worker annotates at a time."""
    shard_seconds: float = Field(default=300, gt=0)
    """How long a worker may be at 250,000 characters of text or 4 MB of raw files; at more in proportion."""

    log_format: Literal["text", "json"] = "text"
    """Of the log files and of what `run` and `backfill` say on standard error."""
    log_level: Annotated[Literal["debug", "info", "warning"], BeforeValidator(fold_case)] = "info"

    @model_validator(mode="before")
    @classmethod
    def check_names(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Raise ValueError where a variable looks like a setting and is none."""
        known = {f"{PREFIX}{name.upper()}" for name in cls.model_fields}
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                nearest = get_close_matches(name.upper(), known, 1, cutoff=0)
                raise ValueError(f"there is no setting {name}; did you mean {nearest[0]}?")
        return values

    def check_state(self) -> None:
        """Make the state folder, unless it is there. Raises StateError where nothing can be written into it."""
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.state) as file:
                file.write(bytes(STATE_BYTES))
        except OSError as error:
            advice = "free space there, or set QUOTEWIRE_STATE to a folder that can be written"
            raise StateError(f"{self.state}: {error.strerror}; {advice}") from None

    @model_validator(mode="after")
    def check_certificates(self) -> Self:
        """Raise ValueError where an address that begins with tls:// lacks one of its files, or another has any."""
        files = {f"{PREFIX}{name.upper()}": getattr(self, name) for name in TLS_FILES}
        encrypted = (self.dask_address or "").startswith(TLS)
        if encrypted and (lacking := [name for name, path in files.items() if path is None]):
            raise ValueError(f"{PREFIX}DASK_ADDRESS={self.dask_address} needs {', '.join(lacking)} too")
        if not encrypted and (given := [name for name, path in files.items() if path is not None]):
            raise ValueError(f"{given[0]} is for a {PREFIX}DASK_ADDRESS that begins with {TLS}")
        return self

    @property
    def scheduler(self) -> Scheduler | None:
        """The Dask scheduler to use, if any."""
        files = [path for name in TLS_FILES if (path := getattr(self, name))]
        return Scheduler(self.dask_address, Certificates(*files) if files else None) if self.dask_address else None

    @cached_property
    def limits(self) -> Limits:
        """What one raw file and one article may weigh."""
        return Limits(max_file_bytes=self.max_file_bytes, max_text_chars=self.max_text_chars)

    @property
    def tolerance(self) -> Tolerance:
        """What a batch may take before it is given up."""
        return Tolerance(self.shard_seconds, self.max_reject_share, self.quarantine)

    @property
    def recipe(self) -> dict[str, str | int | None]:
        """The settings that change what rows come out; a change of one makes every batch stale."""
        return {
            "model": self.model,
            "tagger": str(self.tagger) if self.tagger else None,
            "max_file_bytes": self.max_file_bytes,
            "max_text_chars": self.max_text_chars,
        }
