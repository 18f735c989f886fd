"""The object stores themselves: opening one by its address, and errors of theirs that contain no secret."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import ObjectStore, from_url

from tasks.zones.place import StoreError

CLIENT: Any = {"timeout": timedelta(minutes=15), "read_timeout": timedelta(seconds=30)}
"""A large object may take its time, but not a single read."""
RETRY: Any = {"max_retries": 8, "retry_timeout": timedelta(seconds=60)}


class RefusedError(StoreError):
    """The credentials do not allow it."""


class ConflictError(Exception):
    """A conditional put found another version than the one it was to replace."""


@cache
def open_store(root: str) -> ObjectStore:
    """Return the store behind ``s3://bucket``, ``gs://bucket``, ``az://container`` or ``abfs://...``; one a process.

    Credentials come from the environment, for S3 also from the standard files where boto3 is installed.
    """
    client = {**CLIENT, "allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")}
    options: dict[str, Any] = {"client_options": client, "retry_config": RETRY}
    if root.startswith("s3") and (provider := find_credentials()):
        options["credential_provider"] = provider
    return from_url(root, **options)


def find_credentials() -> Any:
    """Return what hands out credentials from the standard files; None without boto3, or where it knows none."""
    try:
        from obstore.auth.boto3 import Boto3CredentialProvider

        return Boto3CredentialProvider()
    except (ImportError, ValueError):
        return None


@contextmanager
def store_errors(place: object) -> Iterator[None]:
    """Turn what a store raises into FileNotFoundError, ConflictError or StoreError, each saying only what and where."""
    try:
        yield
    except (PreconditionError, AlreadyExistsError):
        raise ConflictError(str(place)) from None
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise StoreError(f"{place}: there is no such bucket") from None
        raise FileNotFoundError(f"{place} is not there") from None
    except (BaseError, ValueError) as error:
        kind = RefusedError if isinstance(error, PermissionDeniedError | UnauthenticatedError) else StoreError
        raise kind(f"{place}: {explain_answer(error)}") from None


def build_version(e_tag: str | None, version: str | None) -> dict[str, str]:
    """Return what a conditional put must find; stores go by the one or the other."""
    return {name: value for name, value in (("e_tag", e_tag), ("version", version)) if value}


def explain_answer(error: Exception) -> str:
    """Return what went wrong, from the status and the code of the answer alone: its body may repeat the request."""
    text = str(error)
    code = re.search(r"<Code>(\w+)</Code>", text)
    status = re.search(r"status code: (\d{3} [A-Z][A-Za-z ]+)", text)
    said = code or status
    if isinstance(error, PermissionDeniedError | UnauthenticatedError) or (said and "Denied" in said[1]):
        return f"the store refuses ({said[1] if said else 'access denied'}); check the credentials in the environment"
    if said:
        return f"the store answers {said[1]}"
    if isinstance(error, ValueError):
        return "no object can have this name"
    if "error sending request" in text or "onnect" in text:
        return "the store cannot be reached; is its address right (AWS_ENDPOINT_URL)?"
    return f"the store fails ({type(error).__name__}); are there credentials in the environment?"
