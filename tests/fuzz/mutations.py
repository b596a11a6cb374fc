"""Changes of bytes and of lists of pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

#: Numbers at which arithmetic tends to go wrong.
NUMBERS = [0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
#: Bytes of a piece that may be repeated many times: an input is to stay small.
SHORT = 1 << 14
#: Words that mean much in some format or other.
WORDS = [
    b"inf",
    b"nan",
    b"-1",
    b"1e999",
    b"\0",
    b"%s",
    b"../",
    b"<!DOCTYPE",
    b"\xff\xfe",
    b"II*\0",
    b"8BIM",
    b"Exif\0\0",
]


def mutate(data: bytes, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """One to eight changes, few of them more often; `others` lend parts."""
    for _ in range(min(8, 1 + int(random.expovariate(0.7)))):
        data = random.choice(_CHANGES)(data, random, others)
    return data


def mutate_pieces(pieces: Sequence[bytes], random: Random, others: Sequence[Sequence[bytes]] = ()) -> list[bytes]:
    """Remove, repeat, exchange or change pieces, or take some of another list."""
    found = list(pieces)
    for _ in range(min(4, 1 + int(random.expovariate(1)))):
        if not found:
            break
        place = random.randrange(len(found))
        match random.randrange(6):
            case 0:
                del found[place]
            case 1:
                found[place:place] = [found[place]] * random.choice([1, 1, 2, 50 if len(found[place]) < SHORT else 1])
            case 2:
                other = random.randrange(len(found))
                found[place], found[other] = found[other], found[place]
            case 3 if others:
                found.insert(place, random.choice(random.choice(others) or [b""]))
            case _:
                found[place] = mutate(found[place], random)
    return found


def _flip(data: bytes, random: Random, _: object) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 8]) if data else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _number(data: bytes, random: Random, _: object) -> bytes:
    width = random.choice([1, 2, 4, 8])
    value = random.choice(NUMBERS) + random.choice([0, 0, -1, 1])
    written = (value % (1 << 8 * width)).to_bytes(width, random.choice(["little", "big"]))
    place = random.randrange(len(data) + 1)
    return data[:place] + written + data[place + width :]


def _cut(data: bytes, random: Random, _: object) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _remove(data: bytes, random: Random, _: object) -> bytes:
    start, length = _stretch(data, random)
    return data[:start] + data[start + length :]


def _repeat(data: bytes, random: Random, _: object) -> bytes:
    start, length = _stretch(data, random)
    return data[:start] + data[start : start + length] * random.choice([2, 2, 10]) + data[start + length :]


def _insert(data: bytes, random: Random, _: object) -> bytes:
    place = random.randrange(len(data) + 1)
    added = random.choice([random.randbytes(random.randrange(1, 16)), random.choice(WORDS), bytes(300)])
    return data[:place] + added + data[place:]


def _splice(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    other = random.choice(others) if others else data
    start, length = _stretch(other, random)
    place = random.randrange(len(data) + 1)
    return data[:place] + other[start : start + length] + data[place + random.choice([0, length]) :]


def _stretch(data: bytes, random: Random) -> tuple[int, int]:
    """Where a part begins and how long it is, mostly short."""
    start = random.randrange(len(data) + 1)
    return start, min(len(data) - start, 1 + int(random.expovariate(1 / random.choice([4, 40, 400]))))


Change = Callable[[bytes, Random, Sequence[bytes]], bytes]
_CHANGES: list[Change] = [_flip, _flip, _number, _number, _number, _cut, _remove, _repeat, _insert, _splice]
