"""Every word in a value that a use case returned, also what its repr leaves out and PDFs hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

import msgspec
import pypdfium2


def all_words(value: object) -> Iterator[str]:
    """Yield every text in *value*, however deep, and the text of every page of a PDF in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes | bytearray):
        yield from _of_bytes(bytes(value))
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from all_words(getattr(value, each.name))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from all_words(getattr(value, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from all_words(key)
            yield from all_words(item)
    elif isinstance(value, Iterable) and not isinstance(value, Iterator):
        for item in value:
            yield from all_words(item)
    else:
        yield repr(value)


def _of_bytes(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8", "replace")
    if not data.startswith(b"%PDF"):
        return
    document = pypdfium2.PdfDocument(data)
    for page in document:
        words = page.get_textpage()
        yield " ".join(words.get_text_range().split())
        words.close()
        page.close()
    document.close()
