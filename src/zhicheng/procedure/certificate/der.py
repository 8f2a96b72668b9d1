"""As much of DER as a signature in a PDF needs: writing a value, and reading one."""

from __future__ import annotations

from collections.abc import Iterator

INTEGER, OCTETS, OID, SEQUENCE, SET, EXPLICIT = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0
_LONG = 0x80


class NotDer(ValueError):
    """Bytes that are no DER value of the kind expected."""


def der(tag: int, *parts: bytes) -> bytes:
    """One value: tag, shortest length, the parts one after the other (X.690, 10.1)."""
    content = b"".join(parts)
    size = len(content)
    if size < _LONG:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, _LONG | len(length)]) + length + content


def oid(dotted: str) -> bytes:
    """An object identifier: ``1.2.840.113549.1.7.2``."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray([40 * first + second])
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return der(OID, bytes(content))


def integer(number: int) -> bytes:
    """A whole number that is not negative."""
    return der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def read(data: bytes) -> tuple[int, bytes, bytes]:
    """The first value: its tag, its content, and the bytes that follow it.

    Raises:
        NotDer: no whole value with the shortest length stands there.
    """
    if len(data) < 2:
        raise NotDer("too short")
    tag, size, start = data[0], data[1], 2
    if size & _LONG:
        count = size & 0x7F
        size, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        if not 1 <= count <= 4 or len(data) < start or size < _LONG or data[2] == 0:
            raise NotDer("a length that is not the shortest")
    if len(data) < start + size:
        raise NotDer("cut off")
    return tag, data[start : start + size], data[start + size :]


def children(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The values inside a constructed one: tag, content, and the value as it stands.

    Raises:
        NotDer: something in it is no DER value.
    """
    while content:
        tag, inner, rest = read(content)
        yield tag, inner, content[: len(content) - len(rest)]
        content = rest
