"""An object store on loopback, and zones in it."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from flows.batch import RunStep, call_step, process_batch
from flows.outcome import Outcome
from flows.settings import Settings
from tasks.batch.places import Batch
from tasks.workers.pool import Workers
from tasks.zones.stores import open_store
from tests.conftest import DAY, build_story, build_variables

BUCKET = "news"
KEY_ID, SECRET = "AKIAQUOTEWIREQUOTES0", "sEcrEt/NobodyMayEverReadThisInALogLine000"


class InThisProcess(Workers):
    """Works one after the other in a thread of this process, so that a test need not wait for processes."""

    def _start(self) -> Executor:
        return ThreadPoolExecutor(1)


class Server:
    """An object store that counts what is asked of it."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.requests: list[str] = []
        self.watch: Callable[[str], object] = lambda _: None
        """Called with every request before it is answered."""
        app: Any = self._server._server.app  # type: ignore[union-attr]

        def count(environment: dict[str, Any], start: Any) -> Any:
            request = f"{environment['REQUEST_METHOD']} {environment['PATH_INFO']}"
            self.requests.append(request)
            self.watch(request)
            return app(environment, start)

        self._server._server.app = count  # type: ignore[union-attr]

    def stop(self) -> None:
        self._server.stop()

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to use the store."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @cached_property
    def client(self) -> Any:
        """Another program's view of the store."""
        return boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id=KEY_ID, aws_secret_access_key=SECRET, region_name="us-east-1"
        )

    def put(self, key: str, content: str | bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=key, Body=content)

    def get(self, key: str) -> bytes:
        body: bytes = self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return body

    def list_keys(self, prefix: str = "") -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return {one["Key"] for page in pages for one in page.get("Contents", ())}


@contextmanager
def serve_objects() -> Iterator[Server]:
    """A store with one bucket; this process, and those it starts, use it while the context lasts."""
    server = Server()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as patch:
        for name in [one for one in os.environ if one.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in server.environment.items():
            patch.setenv(name, value)
        open_store.cache_clear()
        server.client.create_bucket(Bucket=BUCKET)
        yield server
    open_store.cache_clear()
    server.stop()


@dataclass(frozen=True, slots=True)
class StoreZones:
    """A raw and a curated zone below one prefix of the bucket."""

    server: Server
    prefix: str
    settings: Settings
    batch: Batch

    def deliver(self, name: str, content: str | bytes, publisher: str = "port-ellery-post") -> None:
        self.server.put(f"{self.prefix}/raw/{DAY}/{publisher}/{name}", content)

    def deliver_stories(self, count: int, start: int = 0) -> None:
        for number in range(start, start + count):
            self.deliver(f"story-{number:03}.txt", build_story(number))

    def withdraw(self, name: str, publisher: str = "port-ellery-post") -> None:
        self.server.client.delete_object(Bucket=BUCKET, Key=f"{self.prefix}/raw/{DAY}/{publisher}/{name}")

    def run(self, run_step: RunStep = call_step) -> Outcome:
        """Process the batch in this process."""
        with InThisProcess(1, self.settings.model) as workers:
            return process_batch(self.batch, self.settings, workers, run_step)

    def read_all(self) -> dict[str, pl.DataFrame]:
        """The published rows of every table, as another program finds them."""
        keys = {name: str(place).removeprefix(f"s3://{BUCKET}/") for name, place in self.batch.published_files.items()}
        return {name: pl.read_parquet(self.server.get(key)) for name, key in keys.items()}

    def read_manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads(self.server.get(f"{self.prefix}/curated/_manifests/{DAY}.json"))
        return manifest

    def find_objects(self) -> set[str]:
        """Every object of the curated zone but for validation results and the lock."""
        root = f"{self.prefix}/curated/"
        names = (key.removeprefix(root) for key in self.server.list_keys(root))
        return {name for name in names if not name.startswith("_validation/") and not name.endswith(".lock")}

    def copy(self, prefix: str) -> "StoreZones":
        """The same zones below another prefix."""
        for key in self.server.list_keys(f"{self.prefix}/"):
            target = f"{prefix}/{key.removeprefix(f'{self.prefix}/')}"
            self.server.client.copy_object(Bucket=BUCKET, Key=target, CopySource={"Bucket": BUCKET, "Key": key})
        own = {"raw": f"s3://{BUCKET}/{prefix}/raw", "curated": f"s3://{BUCKET}/{prefix}/curated"}
        return build_store_zones(self.server, prefix, **{**self.settings.model_dump(), **own})

    @property
    def environment(self) -> dict[str, str]:
        """The variables that give another process the same settings."""
        return {**os.environ, **self.server.environment, **build_variables(self.settings)}


def build_store_zones(server: Server, prefix: str, state: Path, **settings: Any) -> StoreZones:
    """Zones below a prefix, with small shards so that even a few articles make several."""
    values = {
        "raw": f"s3://{BUCKET}/{prefix}/raw",
        "curated": f"s3://{BUCKET}/{prefix}/curated",
        "state": state,
        "workers": 1,
        "shard_chars": 1_000,
        "lease_seconds": 2,
        **settings,
    }
    made = Settings(**values)
    return StoreZones(server, prefix, made, Batch(DAY, made.raw, made.curated))
