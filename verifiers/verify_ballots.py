#!/usr/bin/env python3
"""核验选票 · verify_ballots.py FILE recounts the ballots of a meeting, `zhicheng-ballots/1` (docs/reference/format-ballots.md).
Checked: each session is signed by platform and supervisor, in form, enough members there and a voter for every applicant, keys of its own; the
closing is signed, its envelopes fit root and counts; the board is signed, every ballot on it bears both stamps and a number of its own, none is
missing or too many; repetitions follow one another; every result is recounted; signed destruction and deletion name this session.
Can't be seen from the file: that those present were in the room; that members looked for their ballots; that the page's code was the one on the
wall; that no copy of the opening key was kept; whether both put records together; whose the keys are, and that no session was left out (compare).
不能由文件看出：所列者是否在场；评委是否核对；网页程序是否为墙上公布者；密钥有无副本；双方是否串通；密钥属谁、有无一轮被隐去（请比对）。
Exit code 0: sound. 1: not sound, a line for each finding. 2: unreadable. Needs Python 3.11 and `cryptography`. Nothing of the platform's code."""
import base64, fractions, hashlib, json, pathlib, re, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
# fmt: off
OBJECTS = [set(names.split()) for names in """format meeting sessions results; signed closing leaves board repeated destruction deletion
; format meeting vote run repeats attendance majority members present applicants opening_key signing; closing signature; board signature; n e
; applicant missed recused platform supervisor; statement signature; session signatures; platform supervisor; share base recused source
; format session root count counts missing; applicant envelopes; applicant member reason; applicant leaf reason; member reason; share source
; format session root rows spoiled without; ballot prefix platform supervisor; format session applicant choice number; applicant reason
; format session opening_key board at; format session root count at; applicant session yes no blank spoiled missing base passed""".split(";")]

def known(pairs):  # an object of the file; an error where its members are not those of the documented form
    if len(dict(pairs)) != len(pairs) or dict(pairs).keys() not in OBJECTS:
        raise ValueError(f"不合格式 / not of the documented form: {[name for name, _ in pairs]}")
    return dict(pairs)
def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def digest(value):
    return hashlib.sha256(canonical(value)).hexdigest()
def from_base64(text, size):
    data = base64.b64decode(text, validate=True)
    if len(data) != size or base64.b64encode(data).decode() != text:
        raise ValueError(f"不是{size}字节的 base64 / not {size} bytes in base64: {text[:20]!r}")
    return data

def signed(key, signature, statement):  # whether a statement bears this ECDSA signature
    r, s = (int.from_bytes(half, "big") for half in (from_base64(signature, 64)[:32], from_base64(signature, 64)[32:]))
    point, message = from_base64(key, 65), statement["format"].encode() + b"\n" + canonical(statement)
    pair, curve = utils.encode_dss_signature(r, s), ec.SECP256R1()
    return holds(lambda: ec.EllipticCurvePublicKey.from_encoded_point(curve, point).verify(pair, message, ec.ECDSA(hashes.SHA256())))
def stamped(key, row, issuer):  # whether a ballot bears this issuer's stamp: RSASSA-PSS, SHA-384, 48 bytes of salt
    stamp, number = from_base64(row[issuer], 256), rsa.RSAPublicNumbers(65537, int.from_bytes(from_base64(key["n"], 256), "big"))
    message, pss = from_base64(row["prefix"], 32) + canonical(row["ballot"]), padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    return holds(lambda: number.public_key().verify(stamp, message, pss, hashes.SHA384()))
def holds(check):
    try:
        return check() is None
    except (InvalidSignature, ValueError):
        return False
def root(leaves):
    half = 1 << (len(leaves) - 1).bit_length() - 1 if len(leaves) > 1 else 0  # RFC 9162, 2.1
    whole = b"\x01" + root(leaves[:half]) + root(leaves[half:]) if half else b""
    return leaves[0] if len(leaves) == 1 else hashlib.sha256(whole).digest()
def ascending(codes, among):
    return codes == sorted(set(codes) & set(among))

def check(bundle):
    findings, runs, moduli, results = [], {}, [], {}  # results: applicants in the order of first appearance
    def must(where, **found):
        findings.extend(f"{where}.{name}: 不合规定 / not what it must be" for name in found if not found[name])
    for one in bundle["sessions"]:
        session, closing, board = one["signed"]["session"], one["closing"], one["board"]
        own, each, members, present, rule = digest(session), session["applicants"], session["members"], session["present"], session["majority"]
        where, applicants = f"{session['vote']} run {session['run']}", [a["applicant"] for a in each]
        there = {a["applicant"]: [member for member in present if member not in a["missed"]] for a in each}
        eligible = {a["applicant"]: [member for member in there[a["applicant"]] if member not in a["recused"]] for a in each}
        stamps = {(a["applicant"], issuer): a[issuer] for a in each for issuer in ("platform", "supervisor")}
        enough, majority, former = fractions.Fraction(session["attendance"]["share"]), fractions.Fraction(rule["share"]), runs.get(session["repeats"])
        repeated, opening, faults = [a["applicant"] for a in one["repeated"]], from_base64(session["opening_key"]["n"], 384), len(findings)
        moduli += [from_base64(key["n"], 256) for key in stamps.values()] + [opening]
        must(where, format=session["format"] == "zhicheng-ballot-session/1", meeting=session["meeting"] == bundle["meeting"],
             **{who: signed(session["signing"][who], one["signed"]["signatures"][who], session) for who in ("platform", "supervisor")},
             codes=all(re.fullmatch("[A-Za-z0-9._-]{1,64}", code) for code in (session["meeting"], session["vote"], *members, *applicants)),
             present=ascending(members, members) and ascending(present, members), applicants=len(there) == len(applicants) > 0,
             missed=all(ascending(a["missed"], present) for a in each), recused=all(ascending(a["recused"], members) for a in each),
             majority=rule["base"] in ("present", "members") and rule["recused"] in ("counted", "not-counted"),
             keys=all(key["e"] == 65537 for key in (*stamps.values(), session["opening_key"])) and min(n[0] for n in moduli) > 127,
             attendance=all(len(some) >= enough * len(members) for some in there.values()), voters=all(eligible.values()),
             shares=[f"{n.numerator}/{n.denominator}" for n in (enough, majority)] == [session["attendance"]["share"], rule["share"]],
             signing=all(session["signing"] == other["signing"] for other, _ in runs.values()))
        again = former and session["run"] == former[0]["run"] + 1 and session["vote"] == former[0]["vote"] and set(applicants) <= set(former[1])
        again = again and session["repeats"] not in [other["repeats"] for other, _ in runs.values()]
        fresh = session["run"] == 1 and session["vote"] not in [other["vote"] for other, _ in runs.values()] and not results.keys() & applicants
        must(where, repeats=fresh if session["repeats"] is None else again)
        runs[own], order = (session, repeated), {a: place for place, a in enumerate(applicants)}
        must(where, repeated=repeated == [a for a in applicants if a in repeated or not board], leaves=bool(closing) == (one["leaves"] is not None),
             board=not board or closing, destruction=board or not one["destruction"], deletion=closing or not one["deletion"])
        results.update(dict.fromkeys(applicants))
        if len(findings) > faults:  # where a session itself is at fault, its votes can't be judged
            continue
        if closing:
            said, leaves = closing["closing"], [bytes.fromhex(leaf) for leaf in one["leaves"]]
            absent = [(a["applicant"], a["member"]) for a in said["missing"]]
            envelopes = {a: len(eligible[a]) - [who for who, _ in absent].count(a) for a in applicants}
            must(f"{where} closing", signature=signed(session["signing"]["platform"], closing["signature"], said), session=said["session"] == own,
                 format=said["format"] == "zhicheng-ballot-closing/1", root=said["root"] == root(leaves).hex(),
                 leaves=ascending(leaves, leaves) and {len(leaf) for leaf in leaves} <= {32} and one["leaves"] == [leaf.hex() for leaf in leaves],
                 count=said["count"] == len(leaves) == sum(envelopes.values()),
                 missing=absent == [(a, m) for a in applicants for m in eligible[a] if (a, m) in absent],
                 counts=said["counts"] == [{"applicant": a, "envelopes": envelopes[a]} for a in applicants])
        if board:
            said, rows, spoiled = board["board"], board["board"]["rows"], board["board"]["spoiled"]
            must(f"{where} board", signature=signed(session["signing"]["supervisor"], board["signature"], said), session=said["session"] == own,
                 format=said["format"] == "zhicheng-ballot-board/1", root=said["root"] == closing["closing"]["root"],
                 without={a["member"] for a in said["without"]} <= set(present), reasons={a["reason"] for a in spoiled} <= {
                     "not-opened", "not-a-ballot", "stamp-platform", "stamp-supervisor", "repeated"})
            for place, row in enumerate(rows, 1):
                ballot = row["ballot"]
                fits = ballot["format"] == "zhicheng-ballot/1" and ballot["session"] == own and ballot["choice"] in ("Y", "N", "A")
                fits = fits and ballot["applicant"] in there and re.fullmatch("[0-9a-f]{32}", ballot["number"])
                both = {who: fits and stamped(stamps[ballot["applicant"], who], row, who) for who in ("platform", "supervisor")}
                must(f"{where} board row {place}", ballot=fits, **both)
            cast, torn = [row["ballot"]["applicant"] for row in rows], [a["applicant"] for a in spoiled]
            must(f"{where} board", rows=rows == sorted(rows, key=lambda row: (order.get(row["ballot"]["applicant"], -1), row["ballot"]["number"])),
                 leaves=ascending(sorted(a["leaf"] for a in spoiled), one["leaves"]), torn=set(torn) <= set(applicants),
                 spoiled=spoiled == sorted(spoiled, key=lambda a: (order.get(a["applicant"], -1), a["leaf"])))
            for a in applicants:
                seen, base = cast.count(a) + torn.count(a), set(there[a] if rule["base"] == "present" else members)
                must(f"{where} {a}", envelopes=seen == envelopes[a] or (seen < envelopes[a] and a in repeated))
                base = len(base) if rule["recused"] == "counted" else len(base - {m for b in each if b["applicant"] == a for m in b["recused"]})
                chosen = "".join(row["ballot"]["choice"] for row in rows if row["ballot"]["applicant"] == a)
                yes, passed = chosen.count("Y"), chosen.count("Y") >= majority * base
                if a not in repeated:
                    results[a] = {"applicant": a, "session": own, "yes": yes, "no": chosen.count("N"), "blank": chosen.count("A"),
                                  "spoiled": torn.count(a), "missing": [who for who, _ in absent].count(a), "base": base, "passed": passed}
        for name, who in (("destruction", "supervisor"), ("deletion", "platform")):
            said = one[name] and one[name]["statement"]
            right = {"opening_key": hashlib.sha256(opening).hexdigest(), "board": digest(board["board"])} if name == "destruction" and board else {}
            right |= {"root": closing["closing"]["root"], "count": len(leaves)} if name == "deletion" and closing else {}
            must(f"{where} {name}", statement=not said or said == right | {"format": f"zhicheng-ballot-{name}/1", "session": own, "at": said["at"]},
                 signature=not said or signed(session["signing"][who], one[name]["signature"], said),
                 at=not said or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["at"]))
    numbers = [row["ballot"]["number"] for one in bundle["sessions"] if one["board"] for row in one["board"]["board"]["rows"]]
    must("file", keys=len(set(moduli)) == len(moduli), numbers=len(set(numbers)) == len(numbers))
    must("file", results=json.dumps(bundle["results"], sort_keys=True) == json.dumps([one for one in results.values() if one], sort_keys=True))
    return findings

try:
    sys.stdout.reconfigure(errors="replace")
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(print(__doc__) or (2 if len(sys.argv) != 2 else 0))
    bundle = json.loads(pathlib.Path(sys.argv[1]).read_bytes().decode(), object_pairs_hook=known, parse_float=int)
    findings = check(bundle) if bundle["format"] == "zhicheng-ballots/1" else known([])
    keys = {from_base64(one["signed"]["session"]["signing"]["supervisor"], 65) for one in bundle["sessions"]}
except (OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError) as fault:
    sys.exit(print(f"无法读取 / UNREADABLE: {sys.argv[1]}: {fault!r}") or 2)
if findings:
    sys.exit(print(f"不可信：{len(findings)}处不符 / NOT SOUND: {len(findings)} findings", *findings, sep="\n  ") or 1)
print(f"可信 / SOUND: {sum(one['passed'] for one in bundle['results'])} of {len(bundle['results'])} applicants passed 人通过,"
      f" supervisor's key 监督方密钥: {''.join(hashlib.sha256(key).hexdigest() for key in keys)}")
