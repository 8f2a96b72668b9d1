#!/usr/bin/env python3
"""见证程序 · A witness of a zhicheng ledger: remembers what it saw, cosigns what only grew, else raises an alarm.

    witness.py FOLDER --url https://platform.example [--key KEYFILE]      first run: --key, got from the platform's people
    witness.py FOLDER --checkpoint FILE [--consistency FILE]              the same from files that were brought
    witness.py FOLDER … --accept "who confirmed what, and why"            only after the platform has declared a loss
Exit code 0: cosigned (FOLDER/cosigned.checkpoint). 1: ALARM. 2: could not look. Needs Python 3.11 and `cryptography`.
Formats: docs/reference/format-ledger.md. Nothing here comes from the platform's own code.
"""

import argparse, base64, hashlib, json, os, sys, time, urllib.request
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Alarm = type("Alarm", (Exception,), {})


def grew(old, old_root, size, root, path):
    """RFC 9162, 2.1.4.2: does the path show that the tree of `old` leaves is the beginning of the tree of `size`?"""
    if old == 0 or old == size:
        return not path and (old_root == root if old == size else old_root == hashlib.sha256(b"").digest())
    path = path if old & (old - 1) else [old_root, *path]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    if not path:
        return False
    node = lambda left, right: hashlib.sha256(b"\x01" + left + right).digest()
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node(step, first), node(step, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node(second, step)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == root


def key_line(name, kind, public):
    """The line of a public key: name, first four bytes of a hash, kind and key."""
    number = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).hexdigest()[:8]
    return f"{name}+{number}+{base64.b64encode(bytes([kind]) + public).decode()}"


def read_key(line):
    """The ledger's name and public key from its line; the name must follow from the key."""
    public = base64.b64decode(line.strip().split("+", 2)[-1])[1:]
    name = "zhicheng.ledger/" + hashlib.sha256(public).hexdigest()[:32]
    if len(public) != 32 or key_line(name, 1, public) != line.strip():
        raise ValueError("the key file holds no key of a ledger")
    return name, public


def opened(note, name, public):
    """Size, root and further lines of a checkpoint that the ledger signed."""
    text, _, below = note.rpartition("\n\n")
    mine = [line.split(" ")[2] for line in below.splitlines() if line.startswith(f"— {name} ")]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(mine[0])[4:], f"{text}\n".encode())
    except (InvalidSignature, IndexError):
        raise Alarm("what is shown is not signed by the ledger's key / 所示检查点不是账册密钥签署的") from None
    origin, size, root, *further = text.split("\n")
    if origin != name or len(base64.b64decode(root)) != 32:
        raise ValueError("what is shown is no checkpoint of this ledger")
    return int(size), base64.b64decode(root), further


def fetched(asked, address):
    """What the platform answers, or what stands in the file that was brought."""
    if asked.url:
        with urllib.request.urlopen(asked.url.rstrip("/") + address, timeout=30) as answer:
            return answer.read(1 << 20).decode()
    file = asked.checkpoint if address == "/ledger/checkpoint/" else asked.consistency
    if file is None:
        raise ValueError(f"bring what the platform answers at {address} too (--checkpoint, --consistency)")
    return file.read_text("utf-8")


def begins(asked, old, now):
    """Whether the platform proves that what it shows now begins with what was seen then."""
    if old[0] > now[0] or old[0] in (0, now[0]):
        return old[0] <= now[0] and grew(old[0], old[1], now[0], now[1], [])
    said = json.loads(fetched(asked, f"/ledger/consistency/{old[0]}/{now[0]}/"))
    if (said["old"], said["size"]) != (old[0], now[0]):
        raise ValueError(f"the proof is not for {old[0]} and {now[0]} entries")
    return grew(old[0], old[1], now[0], now[1], [bytes.fromhex(one) for one in said["path"]])


def judged(asked, seen, now):
    """What to say where all is well; else an alarm."""
    if not seen:
        return f"first sight: {now[0]} entries"
    last = seen[-1]
    if begins(asked, last, now):
        return f"grew from {last[0]} to {now[0]} entries, nothing before was changed"
    what = f"seen: {last[0]} entries; shown now: {now[0]}, which do not begin with them"
    lines = [line.split(" ") for line in now[2] if line.startswith("resumed ")]
    if not any((int(one[3]), base64.b64decode(one[4])) == last[:2] for one in lines):
        raise Alarm(f"{what}. Entries were changed or removed, or an older backup runs undeclared / 账册被改动、截短或分叉")
    what += "; the platform declares that it went on from an older backup / 平台声明由旧备份续记"
    if not asked.accept:
        raise Alarm(f"{what}. Ask what was lost; a person then confirms by --accept")
    common = max((one[0] for one in seen if asked.url and one[0] < last[0] and begins(asked, one, now)), default=0)
    return f"{what}; ACCEPTED: {asked.accept}; the largest state seen that is still its beginning: {common} entries"


def watch(asked):
    """Look once."""
    (asked.folder / "seen").mkdir(parents=True, exist_ok=True)
    kept, mine = asked.folder / "ledger.key", asked.folder / "witness.seed"
    name, public = read_key((kept if kept.exists() else asked.key or kept).read_text("utf-8"))
    kept.write_text(key_line(name, 1, public), "utf-8")  # from the first run on this key, and no other
    if not mine.exists():
        mine.touch(0o600)
        mine.write_bytes(os.urandom(32))
    private, stamp = Ed25519PrivateKey.from_private_bytes(mine.read_bytes()), f"{time.time_ns():020}"
    own = private.public_key().public_bytes_raw()
    me = "witness/" + hashlib.sha256(own).hexdigest()[:16]
    line = key_line(me, 4, own)
    (asked.folder / "witness.key").write_text(f"{line}\n", "utf-8")
    seen = [opened(one.read_text("utf-8"), name, public) for one in sorted((asked.folder / "seen").iterdir())]
    note = fetched(asked, "/ledger/checkpoint/")
    try:
        now = opened(note, name, public)
        said = judged(asked, seen, now)
    except Alarm:  # two checkpoints of one signer that contradict one another are the evidence
        (asked.folder / f"alarm-{stamp}.checkpoint").write_text(note, "utf-8")
        raise
    message = f"cosignature/v1\ntime {int(stamp[:-9])}\n{note.rpartition(chr(10) * 2)[0]}\n".encode()
    signature = bytes.fromhex(line.split("+")[1]) + int(stamp[:-9]).to_bytes(8, "big") + private.sign(message)
    (asked.folder / "cosigned.checkpoint").write_text(f"{note}— {me} {base64.b64encode(signature).decode()}\n", "utf-8")
    (asked.folder / "seen" / f"{stamp}.checkpoint").write_text(note, "utf-8")
    print(f"{said}; signed {' '.join(now[2][:1])}")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for option in ("folder", "--key", "--checkpoint", "--consistency", "--url", "--accept"):
    parser.add_argument(option, type=str if option in ("--url", "--accept") else Path)
try:
    watch(parser.parse_args())
except Alarm as alarm:
    sys.exit(print(f"ALARM / 警报: {alarm}", file=sys.stderr) or 1)
except (OSError, ValueError, KeyError, TypeError) as fault:
    sys.exit(print(f"could not look / 未能查看: {fault}", file=sys.stderr) or 2)
