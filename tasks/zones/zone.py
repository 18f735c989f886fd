"""The setting of a zone to its place."""

from tasks.zones.local import LocalPlace
from tasks.zones.place import Place

SCHEMES = ("s3", "gs", "az", "abfs", "abfss")


def open_zone(setting: object) -> Place:
    """Return the folder of this machine, or the prefix of an object store, that the setting names.

    Raises ValueError where it has the form of an address but is none of a store, or holds credentials.
    """
    scheme, is_address, rest = str(setting).partition("://")
    if not is_address:
        return LocalPlace(str(setting))
    bucket, _, key = rest.partition("/")
    if ":" in bucket or ("@" in bucket and not scheme.startswith("abfs")):
        raise ValueError("credentials do not belong in an address; set the variables of the store for them")
    if scheme not in SCHEMES or not bucket or not key.strip("/"):
        known = ", ".join(f"{one}://" for one in SCHEMES)
        raise ValueError(f"it must be a folder or an address like s3://bucket/prefix ({known})")
    from tasks.zones.objects import ObjectPlace  # only where a store is used

    return ObjectPlace(f"{scheme}://{bucket}", key)
