#!/usr/bin/env python3
"""核验电子证书 · Check a certificate (a signed PDF) with the issuer's key file; docs/reference/format-certificate.md.
    verify_certificate.py FILE --keys KEYS [--status LIST] [--at DAY]          DAY: as of this day (2026-12-10), else now
Checked: one signature covers the whole file, no byte free; the signed statement in it says what is printed below; both are by a key of the
key file, good on the day of issue; with a LIST: it is signed, current, and neither revoked nor re-issued stands in it. Can't be seen from the
files: that the key file is the issuer's (compare the fingerprint printed below), that there is no newer list, that what the certificate says
was decided so; without a LIST whether it was revoked; the check sign of its number isn't looked at.
不能由文件看出：密钥文件是否属于发证单位（请比对指纹）、有无更新的状态清单、所载是否经评审；无清单时不知是否撤销。
Exit code 0: sound. 1: not sound, and why. 2: unreadable. Needs Python 3.11 and `cryptography`. Nothing of the platform's own code."""
import argparse, base64, hashlib, json, re, sys, zlib
from datetime import date, datetime, timedelta, UTC
from pathlib import Path
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
# fmt: off
FIELDS = "number name person title track specialty committee issuer document obtained_on issued_on valid_in status_list status_index replaces key"
NUMBER = "[A-Z0-9]{2,10}(-[0-9A-HJKMNP-TV-Z]{4}){4}"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
DATA, SIGNED, TYPE, DIGEST, CERT, SHA256, ECDSA, ONE = (bytes.fromhex(one) for one in (
    "06092A864886F70D010701 06092A864886F70D010702 06092A864886F70D010903 06092A864886F70D010904 060B2A864886F70D010910022F "
    "300B0609608648016503040201 300A06082A8648CE3D040302 020101").split())
FAULTS = (InvalidSignature, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, zlib.error)
def must(holds, sentence="不合格式 / not of the documented form"):
    if not holds:
        raise ValueError(sentence)
def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def base64url(text):
    data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    must(base64.urlsafe_b64encode(data).decode().rstrip("=") == text)  # the one form
    return data
def der(tag, *parts):
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else bytes([128 + len(size)]) + size) + body
def check_signature(entry, r, s, message):
    must(2 * s < ORDER, "签名的 s 过大 / the larger s of a signature")
    entry["x509"].public_key().verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
def check_raw(entry, signature, message):
    must(len(signature) == 64)
    check_signature(entry, int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"), message)
def good(keys, name, day):
    """The key of this name, if it was good on this day."""
    must(name in keys, f"密钥文件中没有密钥 {name!r} / no such key in the key file")
    must(keys[name]["state"] != "compromised", "密钥已泄露 / the key is compromised")
    must(keys[name]["from"] <= day <= (keys[name]["until"] or day), "密钥当日不在使用期 / the key was not in use on that day")
    return keys[name]
def read_keys(text):
    """The keys of the key file, by name."""
    file, keys = json.loads(text, parse_float=int), {}
    must(file["format"] == "zhicheng-keys/1" and type(file["issuer"]) is str)
    for one in file["keys"]:
        public, whole = (base64.b64decode(one[name], validate=True) for name in ("public", "certificate"))
        one["x509"] = x509.load_der_x509_certificate(whole)
        form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        must(one["x509"].public_key().public_bytes(*form) == public and one["id"] == hashlib.sha256(public).hexdigest()[:16])
        must(one["algorithm"] == "ES256" and one["state"] in ("in-use", "retired", "compromised") and one["id"] not in keys
             and one["kind"] in ("platform", "official"))
        must(all(str(date.fromisoformat(day)) == day for day in (one["from"], one["until"] or one["from"])))
        keys[one["id"]] = one
    return keys
def read_statement(file):
    """What the certificate says, by the names of the fields, and what is signed of it: bytes and signature."""
    found = re.findall(rb"<zhicheng:statement>zc1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)</zhicheng:statement>", file)
    must(len(found) == file.count(b"<zhicheng:statement>") == 1, "陈述不是恰有一份 / not exactly one statement")
    said = json.loads(content := base64url(found[0][0].decode()), parse_float=int)
    must(canonical(said) == content and [type(one) for one in said] == [str] * 13 + [int] + [str] * 2)
    says = dict(zip(FIELDS.split(), said))
    must(re.fullmatch(NUMBER, says["number"]) and re.fullmatch(f"({NUMBER})?", says["replaces"]) and 0 <= says["status_index"] < 2**24)
    must(all(str(date.fromisoformat(says[one])) == says[one] for one in ("obtained_on", "issued_on")) and says["obtained_on"] <= says["issued_on"]
         and len(says["person"].replace("*", "")) <= 8 and "" not in said[:2] + said[3:14] + said[15:] and re.fullmatch("[^/]+/[^/]+", says["track"]))
    return says, content, base64url(found[0][1].decode())
def check_container(file, entry):
    """Section 3: the one signature covers all bytes but its own, and has no free byte."""
    ranges = re.findall(rb"/ByteRange(?: \[0 +([0-9]+) +([0-9]+) +([0-9]+) *\])?", file)
    must(len(ranges) == 1 and all(ranges[0]), "不是恰有一个签名 / not exactly one signature")
    begin, end, rest = map(int, ranges[0])
    must(begin < end and end + rest == len(file), "签名未覆盖整份文件 / the signature does not cover the whole file")
    must(entry["kind"] == "platform", "由他方签章，请用其程序核验 / sealed by another provider: check it with theirs")
    gap, hashed, whole = file[begin:end], hashlib.sha256(file[:begin] + file[end:]).digest(), base64.b64decode(entry["certificate"])
    cms = bytes.fromhex(gap[1:-1].decode())
    cms = cms[:4 + int.from_bytes(cms[2:4], "big")]  # its length is in its first bytes; another form fails below
    must(hashed in cms, "文件被改动 / the file was changed")
    must(gap == b"<" + cms.hex().upper().encode().ljust(len(gap) - 2, b"0") + b">", "签名处有多余内容 / the gap holds more than CMS")
    serial = entry["x509"].serial_number
    issuer = der(0x30, entry["x509"].issuer.public_bytes(), der(2, serial.to_bytes(serial.bit_length() // 8 + 1, "big")))
    named = der(0x30, der(0x30, der(0x30, der(4, hashlib.sha256(whole).digest()))))
    listed = der(0x30, TYPE, der(0x31, DATA)) + der(0x30, DIGEST, der(0x31, der(4, hashed))) + der(0x30, CERT, der(0x31, named))
    for length in range(8, 73):
        signer = der(0x30, ONE, issuer, SHA256, der(0xA0, listed), ECDSA, der(4, cms[-length:]))
        content = der(0x30, ONE, der(0x31, SHA256), der(0x30, DATA), der(0xA0, whole), der(0x31, signer))
        if der(0x30, SIGNED, der(0xA0, content)) == cms:
            r, s = utils.decode_dss_signature(cms[-length:])
            must(utils.encode_dss_signature(r, s) == cms[-length:])
            return check_signature(entry, r, s, der(0x31, listed))
    raise ValueError("签名容器不合规定 / the container is not built as it must be")
def read_list(listed):
    """Section 5: since and until when the list counts, the bits of those that ended, and of those issued again, the signature."""
    said, name, kinds = listed["credential"], "urn:zhicheng:status:" + listed["name"], ["VerifiableCredential", "BitstringStatusListCredential"]
    bits, opened = said["credentialSubject"]["encodedList"], [zlib.decompressobj(31) for _ in "ab"]
    issuer = {"id": "urn:zhicheng:key:" + listed["key"], "name": said["issuer"]["name"]}
    subject = {"id": name + "#list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": bits}
    shape = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": name, "type": kinds, "issuer": issuer, "credentialSubject": subject}
    must(said == shape | {one: said[one] for one in ("validFrom", "validUntil")} and type(listed["sequence"]) is int and listed["sequence"] > 0)
    rows = [one.decompress(base64url(text[1:]), 2**21 + 1) for one, text in zip(opened, (bits, listed["reissued"])) if text[0] == "u"]
    must(len(rows) == 2 and 2**14 <= len(rows[0]) == len(rows[1]) <= 2**21 and not any(b & ~a for a, b in zip(*rows))
         and len(listed) == 7 and all(one.eof and not one.unused_data for one in opened))
    days = (datetime.strptime(said[one] + "+0000", "%Y-%m-%dT%H:%M:%SZ%z") for one in ("validFrom", "validUntil"))
    return *days, *rows, base64.b64decode(listed["signature"], validate=True)
def check_list(says, keys, listed, now):
    """Section 5: the list is good for this certificate, and does not name it."""
    since, until, ended, again, signature = read_list(listed)
    day = (since + timedelta(hours=8)).date().isoformat()
    message = b"zhicheng-status/1\n" + canonical({name: listed[name] for name in listed if name != "signature"})
    check_raw(good(keys, listed["key"], day), signature, message)
    must(listed["name"] == says["status_list"], "不是此证书的清单 / not the list of this certificate")
    must(since - timedelta(hours=24) <= now <= until, "清单已过期或尚未生效 / the list has expired, or is of the future")
    must(day >= says["issued_on"], "清单早于证书 / the list is older than the certificate")
    place, bit = says["status_index"] // 8, 0x80 >> says["status_index"] % 8
    must(place < len(ended), "编号超出清单 / the index is beyond the list")
    must(not again[place] & bit, "已换发，以新证为准 / re-issued: the new certificate counts")
    must(not ended[place] & bit, "已撤销 / revoked")
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("file", "--keys", "--status", "--at"):
        parser.add_argument(name, **({"required": True} if name == "--keys" else {}))
    asked = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")
    try:
        file, keys_text = Path(asked.file).read_bytes(), Path(asked.keys).read_bytes().decode()
        keys, listed = read_keys(keys_text), asked.status and json.loads(Path(asked.status).read_bytes().decode(), parse_float=int)
        now = datetime.fromisoformat(asked.at + "T12:00:00+08:00") if asked.at else datetime.now(UTC)
        must(file.startswith(b"%PDF-") and (not listed or (listed["format"] == "zhicheng-status/1" and read_list(listed))))
        says, content, signature = read_statement(file)
    except (OSError, *FAULTS) as fault:
        return print(f"无法读取 / UNREADABLE: {asked.file}: {fault!r}") or 2
    try:
        entry = good(keys, says["key"], says["issued_on"])
        check_raw(entry, signature, b"zhicheng-certificate/1\n" + content)
        check_container(file, entry)
        if listed:
            check_list(says, keys, listed, now)
    except FAULTS as fault:
        return print(f"不可信 / NOT SOUND: {asked.file}: {fault or '签名不符 / a signature does not hold'}") or 1
    state = "" if listed else "是否撤销未核 / whether it was revoked was not checked; "
    state += f"key file 密钥文件 {hashlib.sha256(canonical(json.loads(keys_text))).hexdigest()}"
    print(f"可信 / SOUND: {state}", f"SHA-256: {hashlib.sha256(content).hexdigest()}", *(f"{one}: {says[one]!r}" for one in says), sep="\n  ")
sys.exit(main())
