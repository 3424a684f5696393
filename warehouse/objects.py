"""What Google Cloud Storage can do and fsspec has no words for: writes and deletes under a condition.

A generation is the number of an object's content; every write makes a new one, and 0 means that there is none.
Source: Cloud Storage JSON API, "Request preconditions".
"""

import json
import uuid
from functools import cache
from typing import Any


def filesystem() -> Any:
    """Buckets as an fsspec filesystem; raises ImportError, naming the extra, where gcsfs is not installed."""
    # Others write to the same bucket: a listing that was kept would hide their files.
    return _kind()(use_listings_cache=False)


@cache
def _kind() -> Any:
    try:
        from gcsfs.core import GCSFileSystem  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("a lake in a bucket needs gcsfs: install the extra `gcp`") from error

    class Buckets(GCSFileSystem):  # type: ignore[misc]
        """A plain bucket, without gcsfs' probing for hierarchical ones.

        It reads exactly the ranges that are asked for: Parquet readers know which, and reading ahead is lost on them.
        """

        def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
            return super()._open(path, mode, **{"cache_type": "none", **options})

        def rm(self, path: Any, recursive: bool = False, **options: Any) -> Any:
            """Delete; a folder that is gone is no fault, because it goes with its last object."""
            try:
                return super().rm(path, recursive=recursive, **options)
            except FileNotFoundError:
                if not recursive:
                    raise

    return Buckets


def generation(fs: Any, path: str) -> int:
    """The generation of an object, 0 when it is absent."""
    try:
        return int(fs.info(path)["generation"])
    except FileNotFoundError:
        return 0


def put_if(fs: Any, path: str, data: bytes, expected: int) -> bool:
    """Write an object if its generation is still the `expected` one; False when it is not.

    A request that was repeated after a lost answer finds its own content there, which is a success.
    """
    bucket, name, _ = fs.split_path(path)
    boundary = uuid.uuid4().hex
    body = b"".join(_part(boundary, kind, part) for kind, part in (("json", _named(name)), ("octet-stream", data)))
    try:
        fs.call(
            "POST",
            f"{fs._location}/upload/storage/v1/b/{bucket}/o",
            uploadType="multipart",
            ifGenerationMatch=expected,
            headers={"Content-Type": f'multipart/related; boundary="{boundary}"'},
            data=body + f"--{boundary}--".encode(),
        )
    except FileExistsError:
        return bool(fs.exists(path) and fs.cat_file(path) == data)
    return True


def delete_if(fs: Any, path: str, expected: int) -> bool:
    """Delete an object if its generation is still the `expected` one; False when it is not, or when it is gone."""
    bucket, name, _ = fs.split_path(path)
    try:
        fs.call("DELETE", "b/{}/o/{}", bucket, name, ifGenerationMatch=expected)
    except (FileExistsError, FileNotFoundError):
        return False
    return True


def _named(name: str) -> bytes:
    return json.dumps({"name": name}).encode()


def _part(boundary: str, kind: str, data: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Type: application/{kind}\r\n\r\n".encode() + data + b"\r\n"
