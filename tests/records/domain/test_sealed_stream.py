"""A sealed stream gives back exactly what went in, or refuses."""

import io
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.domain.sealed_stream import CHUNK, TAG, DamagedError, WeakSecretError, open_stream, seal_stream

pytestmark = pytest.mark.embedded

SECRET = b"a secret of twenty signs or more"
HEAD = 19 + 16 + 7


def sealed(parts: Iterable[bytes], secret: bytes = SECRET) -> bytes:
    file = io.BytesIO()
    seal_stream(parts, file, secret=secret)
    return file.getvalue()


def opened(content: bytes, secret: bytes = SECRET) -> bytes:
    return b"".join(open_stream(io.BytesIO(content), secret=secret))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_went_in_comes_out(size):
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(sealed([content[: size // 2], content[size // 2 : size]])) == content[:size]


WHOLE = sealed([b"x" * (2 * CHUNK + 100)])


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(WHOLE) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_found(at, bit):
    damaged = bytearray(WHOLE)
    damaged[at] ^= 1 << bit
    with pytest.raises(DamagedError):
        opened(bytes(damaged))


@settings(max_examples=60, deadline=None)
@given(end=st.integers(0, len(WHOLE) - 1))
def test_an_end_cut_off_anywhere_is_found(end):
    with pytest.raises(DamagedError):
        opened(WHOLE[:end])


@pytest.mark.parametrize("end", [HEAD, HEAD + CHUNK + TAG, HEAD + 2 * (CHUNK + TAG), len(WHOLE) - 1])
def test_an_end_cut_off_between_chunks_is_found(end):
    with pytest.raises(DamagedError):
        opened(WHOLE[:end])


def chunks() -> list[bytes]:
    body = WHOLE[HEAD:]
    return [body[start : start + CHUNK + TAG] for start in range(0, len(body), CHUNK + TAG)]


def test_chunks_swapped_repeated_dropped_or_added_are_found():
    first, second, last = chunks()
    for wrong in ([second, first, last], [first, first, second, last], [first, last], [second, last], [first, second, last, last]):
        with pytest.raises(DamagedError):
            opened(WHOLE[:HEAD] + b"".join(wrong))
    assert len(opened(WHOLE[:HEAD] + first + second + last)) == 2 * CHUNK + 100


def test_chunks_of_another_file_are_found():
    other = sealed([b"x" * (2 * CHUNK + 100)])
    with pytest.raises(DamagedError):
        opened(WHOLE[: HEAD + CHUNK + TAG] + other[HEAD + CHUNK + TAG :])


def test_another_secret_opens_nothing():
    with pytest.raises(DamagedError):
        opened(WHOLE, secret=b"another secret of twenty signs")


def test_a_short_secret_is_refused():
    with pytest.raises(WeakSecretError):
        sealed([b"x"], secret=b"short")


def test_the_same_content_never_looks_the_same():
    assert sealed([b"x" * 100])[HEAD:] != sealed([b"x" * 100])[HEAD:]
