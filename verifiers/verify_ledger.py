#!/usr/bin/env python3
"""核验账册 · Check a zhicheng ledger, `zhicheng-ledger/1` (docs/reference/format-ledger.md).

    verify_ledger.py FILE [--checkpoint OLD]... [--key KEY]
        OLD: a checkpoint kept from before (paper, mail, a witness)     KEY: the ledger's key line, or a file that holds it
Checked: name and id follow from the key; rows are numbered 1, 2, 3 …; each row's text is in form and has the hash beside it;
opened values are the promised ones; every checkpoint (an OLD too) is signed by the key and has the root over so many rows.
Can't be seen from the file: that what it says is true, that everything done was entered, and, without an OLD from before, that
it was not all rewritten. Witnesses' cosignatures are not looked at. Nothing here comes from the platform's own code.
不能由文件看出：所记是否属实、是否有事未记；未附旧检查点时，也看不出是否整册重写。
Exit code 0: sound. 1: not sound, one line for each finding. 2: unreadable. Needs Python 3.11 and `cryptography`."""
import argparse, base64, functools, hashlib, json, re, sys
from datetime import datetime
from pathlib import Path
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey# fmt: off
MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z"
FURTHER = f"(at {MOMENT}\n)?((?!at |resumed ).*\n|resumed( [0-9]+ [A-Za-z0-9+/]{{43}}=){{2}}\n)*"
FAULTS = (InvalidSignature, ValueError, TypeError, KeyError, AttributeError, RecursionError)  # of what is not in form


def must(holds, sentence="不成格式 / not in form"):
    if not holds:
        raise ValueError(sentence)


def sha256(data):
    return hashlib.sha256(data).digest()


def is_hex(value, digits):
    return re.fullmatch(f"[0-9a-f]{{{digits}}}", value)


def from_base64(text):
    data = base64.b64decode(text, validate=True)
    must(base64.b64encode(data).decode() == text)  # the one form
    return data


def canonical(value):  # RFC 8785 for what a ledger may hold: names in ASCII, whole numbers below 2**53
    must(not isinstance(value, float) and (not isinstance(value, int) or abs(value) < 2**53))
    must(not isinstance(value, dict) or all(name.isascii() for name in value))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        canonical(inner)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_body(text):
    """What an entry says; an error where its text is not in form."""
    body = json.loads(text)
    must(canonical(body) == text.encode() and list(body) == "act actor at detail object role salt sealed".split())
    texts = [body["act"], body["at"], body["role"], *body["object"].values()]
    must(list(body["object"]) == ["id", "type"] and all(type(one) is str for one in texts))
    must(type(body["actor"]) in (int, type(None)) and type(body["detail"]) is dict and is_hex(body["salt"], 32))
    must(all(is_hex(one, 64) for one in body["sealed"].values()) and re.fullmatch(MOMENT, body["at"]))
    datetime.strptime(body["at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    return body


def check_row(place, row):
    """An error where a row was changed."""
    must(row["number"] == place, "编号有缺、重或移位 / a number is missing, repeated or moved")
    must(row["leaf"] == sha256(b"\0" + row["body"].encode()).hex(), "此行被改 / another hash: this row was changed")
    sealed = read_body(row["body"])["sealed"]
    for name, kept in row.get("opened", {}).items():
        promise = sha256(bytes.fromhex(kept["salt"]) + canonical(kept["value"])).hex()
        must(sealed.get(name) == promise, f"公开的 {name!r} 与承诺不符 / {name!r} is not what was promised")


def read_key(line):  # name, id and public key of the ledger; name and id must follow from the key
    name, number, material = line.split("+", 2)
    data = from_base64(material)
    must(len(data) == 33 and data[0] == 1 and number == sha256(name.encode() + b"\n" + data)[:4].hex())
    must(name == "zhicheng.ledger/" + sha256(data[1:]).hex()[:32], "名称与公钥不符 / the name is not that of the key")
    return name, bytes.fromhex(number), Ed25519PublicKey.from_public_bytes(data[1:])


def read_checkpoint(note, key):
    """Size and root of a checkpoint; an error where it is not in form or not signed by the ledger's key."""
    text, _, below = note.rpartition("\n\n")
    must(note.startswith(key[0] + "\n"), "出自另一账册，或整册被重建 / of another ledger, or everything was rebuilt")
    must(note.endswith("\n") and not re.search("[\0-\x09\x0b-\x1f]", note))
    signed = [re.fullmatch("— ([^ ]+) ([^ ]+)", line) for line in below[:-1].split("\n")]
    mine = [from_base64(one[2])[4:] for one in signed if one[1] == key[0] and from_base64(one[2])[:4] == key[1]]
    for signature in mine:
        key[2].verify(signature, (text + "\n").encode())
    _, size, root, *more = text.split("\n")
    must(mine and re.fullmatch("0|[1-9][0-9]{0,15}", size) and len(from_base64(root)) == 32)
    must(re.fullmatch(FURTHER, "\n".join([*more, ""])))
    return int(size), from_base64(root)


def check(bundle, brought, key_line):
    """All findings, a line each. `brought`: pairs of a file's name and the checkpoint in it, the smallest first."""
    entries, covered = bundle["entries"], None
    leaves = [sha256(b"\0" + row["body"].encode()) for row in entries]
    for place, row in enumerate(entries, 1):
        try:
            check_row(place, row)
        except FAULTS as fault:
            yield f"第{place}行 / row {place}: {fault or '不成格式 / not in form'}"

    @functools.cache
    def root(first, count):
        half = 1 << (count - 1).bit_length() - 1 if count > 1 else 0  # RFC 9162, 2.1
        return sha256(b"\x01" + root(first, half) + root(first + half, count - half)) if half else leaves[first]

    own = [(f"检查点 / checkpoint {place}", note) for place, note in enumerate(bundle["checkpoints"], 1)]
    for notes in (own, brought):
        agreed = 0  # the largest size so far whose root agrees
        for where, note in notes:
            try:
                must(key_line in (None, bundle["key"]), "密钥与另行取得的不同 / the key is not the one brought along")
                size, hashed = read_checkpoint(note, read_key(bundle["key"]))
                must(size <= len(leaves), f"第{len(leaves) + 1}至{size}行已失 / rows {len(leaves) + 1}–{size} are gone")
                must(size >= agreed, "不是由旧到新 / not the oldest first")
                fits = hashed == (root(0, size) if size else sha256(b""))
                must(fits, f"第{agreed + 1}至{size}行有误 / something is wrong in rows {agreed + 1}–{size}")
                agreed, covered = size, (size if notes is own else covered)
            except FAULTS as fault:
                yield f"{where}: {fault or '签名不符 / the signature does not hold'}"
    if covered != len(entries):
        yield "最后的检查点未覆盖全部各行 / the last checkpoint does not cover all rows"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, how in (("file", None), ("--checkpoint", "append"), ("--key", None)):
        parser.add_argument(name, action=how)
    asked = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")
    try:
        bundle, key = json.loads(Path(asked.file).read_bytes().decode()), asked.key
        must(bundle["format"] == "zhicheng-ledger/1" and type(bundle["entries"]) is type(bundle["checkpoints"]) is list)
        must(all([type(row[one]) for one in ("number", "leaf", "body")] == [int, str, str] for row in bundle["entries"]))
        must(all("value" in kept and is_hex(kept["salt"], 64) for row in bundle["entries"] for kept in row.get("opened", {}).values()))
        must(all(type(one) is str for one in bundle["checkpoints"]) and read_key(bundle["key"]))
        brought = [(one, Path(one).read_bytes().decode()) for one in asked.checkpoint or []]
        brought.sort(key=lambda one: [int(size) for size in one[1].split("\n")[1:2]])
        findings = list(check(bundle, brought, Path(key).read_text().strip() if key and Path(key).exists() else key))
    except (OSError, *FAULTS) as fault:
        return print(f"无法读取 / UNREADABLE: {asked.file}: {fault!r}") or 2
    if findings:
        return print(f"不可信：{len(findings)}处不符 / NOT SOUND: {len(findings)} findings", *findings, sep="\n  ") or 1
    print(f"可信 / SOUND: {len(bundle['entries'])} entries 条记录, {len(brought)} old checkpoints agree 个旧检查点相符")


sys.exit(main())
