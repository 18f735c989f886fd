"""The id of a person or organisation."""

from hashlib import blake2b


def build_actor_id(label: str, actor_key: str) -> str:
    """Return the id of an actor: of the list of known people where the key is one, else a hash."""
    return blake2b(f"{label}\n{actor_key}".encode(), digest_size=8).hexdigest()
