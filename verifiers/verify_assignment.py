#!/usr/bin/env python3
"""核验专家分派 · verify_assignment.py FILE checks who reads whom, `zhicheng-assignment/1` (docs/reference/format-assignment.md).
Checked: each applicant has so many different experts, none recused, enough of the specialty; nobody reads too few or too many; the limits are the
tightest that can be kept (or, where the office stated them, the matching the greatest); of all assignments that keep them the seed chooses this one.
Can't be seen from the file: that the digest of what was fixed was published before the seed was made, that the seed came from two persons; that
experts, specialties, recusals and the assignment before are right (compare the digests printed).
不能由文件看出：摘要是否先于种子公布；种子是否由双方给出；专家、专业、回避与前次分派是否属实（请比对所印摘要）。
Exit code 0: sound. 1: not sound, a line for each finding. 2: unreadable. Python 3.11. Nothing of the platform's own code."""
import hashlib, json, pathlib, re, sys
OBJECTS = [set(names.split()) for names in """format frozen seed assigned; applicant experts; code specialties most; code specialties; code specialty
; experts applicants recused opinions matching clause conflicts limits earlier; least most above matching how; digest limits assigned""".split(";")]
def must(holds, what):
    if not holds:
        raise ValueError(f"不合格式 / not of the documented form: {what}")
def known(pairs):
    must(len(dict(pairs)) == len(pairs) and dict(pairs).keys() in OBJECTS, list(dict(pairs)))
    return dict(pairs)
def digest(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
def well_formed(file):
    """An error where kinds, ranges or orders are not those of the page."""
    def number(value, least=0, most=2**53 - 1):
        return type(value) is int and least <= value <= most
    def text(value, form="(?s).*"):
        return type(value) is str and re.fullmatch(form, value)
    def ascending(values, each=lambda one: type(one) is str and 1 <= len(one) <= 64 and one.isprintable()):
        return type(values) is list and all(map(each, values)) and all(one < other for one, other in zip(values, values[1:]))
    frozen, sha = file["frozen"], "[0-9a-f]{64}"
    earlier, experts, applicants, opinions = (frozen[name] for name in ("earlier", "experts", "applicants", "opinions"))
    here, there = {one["code"] for one in experts}, {one["code"] for one in applicants}
    must(text(file["format"], "zhicheng-assignment/1") and text(file["seed"], sha) and text(frozen["clause"]), "format, seed, clause")
    must(text(frozen["conflicts"], f"({sha})?") and (earlier is None or text(earlier["digest"], sha)), "conflicts, earlier")
    must(number(opinions, 1, 99) and number(frozen["matching"], 0, opinions), "opinions, matching")
    must(ascending([one["code"] for one in experts]) and ascending([one["code"] for one in applicants]), "experts, applicants")
    must(all(type(one["specialties"]) is list and one["specialties"] and all(map(text, one["specialties"])) for one in experts), "specialties")
    must(all(number(one.get("most", 0)) for one in experts) and all(text(one["specialty"]) for one in applicants), "most, specialty")
    must(ascending(frozen["recused"], lambda pair: len(pair) == 2 and pair[0] in here and pair[1] in there), "recused")
    for limits in (frozen["limits"], *([earlier["limits"]] if earlier else [])):
        must(all(number(limits[name]) for name in ("least", "most", "matching")) and limits["how"] in ("tightest", "stated"), "limits")
        must(ascending([one for one, _ in limits["above"]]) and all(number(bound) for _, bound in limits["above"]), "above")
    rows = (*file["assigned"], *(earlier["assigned"] if earlier else ()))
    must(all(type(row["experts"]) is list and all(ascending([one]) for one in (row["applicant"], *row["experts"])) for row in rows), "rows")
    return earlier or {"limits": {"least": opinions * len(applicants), "most": 0, "matching": opinions}, "assigned": []}
def greatest_flow(room, start, end):
    """Units along shortest ways, one after the other, until none is left; how many, and the nodes that can still be reached."""
    for units in range(2**40):
        before, queue = {start: None}, [start]
        for node in queue:  # grows while it is walked
            for other, size in room[node].items() if end not in before else ():
                if size and other not in before:
                    before[other] = node
                    queue.append(other)
        if end not in before:
            return units, before.keys()
        node = end
        while node != start:
            room[before[node]][node] -= 1
            room[node][before[node]] += 1
            node = before[node]
def check(file, earlier):
    """The points of the page that do not hold."""
    frozen, rows, limits, was = file["frozen"], file["assigned"], file["frozen"]["limits"], earlier["limits"]
    opinions, asked, above = frozen["opinions"], frozen["matching"], dict(limits["above"])
    experts, who = [one["code"] for one in frozen["experts"]], [one["code"] for one in frozen["applicants"]]
    recused, of = {tuple(pair) for pair in frozen["recused"]}, {one["code"]: one["specialties"] for one in frozen["experts"]}
    may = {a: [e for e in experts if (e, a) not in recused] for a in who}
    near = {(e, one["code"]): 2 * (of[e][0] == one["specialty"]) or int(one["specialty"] in of[e]) for e in experts for one in frozen["applicants"]}
    own_most = {one["code"]: min(sum(one["code"] in may[a] for a in who), one.get("most", len(who))) for one in frozen["experts"]}
    tops = lambda most, above: {e: min(above.get(e, most), own_most[e]) for e in experts}
    def handed_out(top, matching, least=0):
        """Whether every opinion can be handed out, the least numbers first; the experts to whom one more could go if their bound were raised."""
        room = {}
        def way(start, end, size):
            room.setdefault(start, {})[end] = room.setdefault(start, {}).get(end, 0) + size
            room.setdefault(end, {}).setdefault(start, 0)
        way("from", "to", 0)
        for a in who:
            way("from", ("any", a), opinions)
            way(("any", a), ("others", a), opinions - matching)
            for e in may[a]:
                way(("any" if near[e, a] else "others", a), ("e", e), 1)
        for e in experts:
            way(("e", e), "to", min(least, top[e]))
        first = greatest_flow(room, "from", "to")[0]
        for e in experts:
            way(("e", e), "to", top[e] - min(least, top[e]))
        more, reached = greatest_flow(room, "from", "to")
        return first == sum(min(least, top[e]) for e in experts) and first + more == opinions * len(who), reached
    def kept(most, above, matching, least=0):
        return handed_out(tops(most, above), matching, least)[0]
    def closest(most, above, least):
        return next((n for n in range(max(asked, min(opinions, was["matching"])), asked - 1, -1) if kept(most, above, n, least)), None)
    def tightest():
        found, most = {}, None
        while len(found) < len(experts):
            others = [e for e in experts if e not in found]
            spare = opinions * len(who) - sum(tops(0, found)[e] for e in found)
            low = max(0, -(-spare // len(others)), was["most"])
            most = next((bound for bound in range(low, max(low, len(who)) + 1) if kept(bound, found, asked)), None)
            if most is None or most == low:
                break
            low, high, reached = tops(most - 1, found), tops(most, found), handed_out(tops(most - 1, found), asked)[1]
            raised = [e for e in others if ("e", e) in reached and high[e] > low[e]]
            if raised == others:
                break
            found |= dict.fromkeys(raised, most)
        least = most if most is None else next((n for n in range(min(most, was["least"]), -1, -1) if kept(most, found, asked, n)), None)
        return {**limits, "most": most, "above": found, "least": least, "matching": None if least is None else closest(most, found, least)}
    stated, top, load = limits["how"] == "stated", tops(limits["most"], above), {e: sum(e in row["experts"] for row in rows) for e in experts}
    close = [sum(near.get((e, row["applicant"]), 0) > 0 for e in row["experts"]) for row in rows]
    points = {"1 申报人 / applicants": [row["applicant"] for row in rows] == who,
              "2 人数 / number of experts": all(
                  len(row["experts"]) == opinions and load.keys() >= {*row["experts"]} and row["experts"] == sorted({*row["experts"]})
                  for row in rows),
              "3 回避 / recused": not any((e, row["applicant"]) in recused for row in rows for e in row["experts"]),
              "4 对口 / specialty": all(number >= max(limits["matching"], asked) for number in close),
              "5 件数 / numbers of applicants": all(min(limits["least"], top[e]) <= load[e] <= top[e] for e in experts),
              "6 限值 / limits": stated or tightest() == {**limits, "above": above},
              "6 对口最多 / greatest matching": not stated or closest(limits["most"], above, limits["least"]) == limits["matching"]}
    if not all(points.values()):
        return [name for name in points if not points[name]]
    before, length = {one["applicant"]: one["experts"] for one in earlier["assigned"]}, {}
    def cost(e, a):
        lot = hashlib.sha256("\n".join(("zhicheng-assignment/1", file["seed"], e, a)).encode()).digest()[:6]
        return int.from_bytes(lot, "big") - near[e, a] * 2**80 - (e in before.get(a, ())) * 2**120
    for a, readers in ((row["applicant"], set(row["experts"])) for row in rows):
        costs = {e: cost(e, a) for e in may[a]}
        spare = sum(near[e, a] > 0 for e in readers) > limits["matching"]
        for e, f in ((e, f) for e in readers for f in may[a] if f not in readers and (near[f, a] or not near[e, a] or spare)):
            length[e, f] = min(costs[f] - costs[e], length.get((e, f), 2**200))
    length |= {("", e): 0 for e in experts if load[e] > min(limits["least"], top[e])} | {(e, ""): 0 for e in experts if load[e] < top[e]}
    far, rounds, nearer = dict.fromkeys(["", *experts], 0), 0, True
    while nearer and rounds <= len(far):  # after so many rounds only a cycle of negative length still brings something nearer
        nearer, rounds = False, rounds + 1
        for (e, f), by in length.items():
            if far[e] + by < far[f]:
                far[f], nearer = far[e] + by, True
    return ["7 最优 / best choice"] if nearer else []
try:
    sys.stdout.reconfigure(errors="replace")
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(print(__doc__) or (2 if len(sys.argv) != 2 else 0))
    file = json.loads(pathlib.Path(sys.argv[1]).read_bytes().decode(), object_pairs_hook=known, parse_float=int, parse_constant=int)
    findings = check(file, well_formed(file))
except (OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError) as fault:
    sys.exit(print(f"无法读取 / UNREADABLE: {sys.argv[1]}: {fault!r}") or 2)
if findings:
    sys.exit(print(f"不可信：{len(findings)}处不符 / NOT SOUND: {len(findings)} findings", *findings, sep="\n  ") or 1)
print(f"可信 / SOUND: {len(file['assigned'])} applicants 人, frozen {digest(file['frozen'])},",
      f"conflicts {file['frozen']['conflicts'] or '–'}, earlier {(file['frozen']['earlier'] or {}).get('digest', '–')}")
