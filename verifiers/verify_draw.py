#!/usr/bin/env python3
"""核验抽取 · verify_draw.py FILE checks a draw of a committee, `zhicheng-draw/1` (docs/reference/format-draw.md), or its public view.
Checked: what was fixed first, and the hidden part; for each round who could be drawn, that every committee of the lottery is lawful and gives the
published chances, the same to experts alike; the supervisors' chains, balls, seed, and that it draws this committee and groups and no other; voided
rounds; the hashes up to `head`, which is printed. Can't be seen from the file: that `head` is the one in the minutes (compare it); that each round
was published before anything was revealed; that pool, bars and recusals are right; in a public view, caps, recusals, lottery.
不能由文件看出：`head` 与会议记录是否一致（请比对）；是否先公布、后揭示；名册、禁抽与回避是否属实。
Exit code 0: sound. 1: not sound, a line for each finding. 2: unreadable. Python 3.11. Nothing of the platform's own code."""
import functools, hashlib, json, pathlib, re, sys
# fmt: off
OBJECTS = [set(names.split()) for names in """format frozen private rounds head; label draw serial previous_draw title at rules seats caps
groups pool supervisors balls private; minimum odd attendance group_size source; name count set; by value least most; name from; by digits
; code seat barred; name anchor links; salt regions employers bars recusals conflicts; code reason; applicant within experts; name members
; statement private committees reveal outcome void; label round frozen previous at mode keep out sources lottery chances private
; salt reasons recusals; links balls values at; seed attempt ticket committee groups; reason by at missing""".split(";")]

def known(pairs):
    """An object of the file; an error where its members are not those of the documented form."""
    one = dict(pairs)
    fits = one.keys() in OBJECTS and re.fullmatch("([0-9a-f]{64})?", one.get("conflicts", ""))
    fits = fits and all(re.fullmatch("[0-9a-f]{64}", one[name]) for name in ("code", "anchor", "salt") if name in one)
    if len(one) != len(pairs) or not fits or any(type(one.get(name, True)) is not bool for name in ("odd", "set", "barred")):
        raise ValueError(f"不合格式 / not of the documented form: {list(one)}")
    return one
def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()
def digest(value):
    return sha(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

def check(bundle):
    frozen, hidden, findings, recusals, gone, base, last = bundle["frozen"], bundle["private"], [], [], set(), None, None
    groups, watchers, caps, order = frozen["groups"], frozen["supervisors"], frozen["caps"], [one["code"] for one in frozen["pool"]]
    pool, barred = {one["code"]: one["seat"] for one in frozen["pool"]}, {one["code"] for one in frozen["pool"] if one["barred"]}
    seats = {one["name"]: one["count"] for one in frozen["seats"]}
    limits, part, whole = frozen["rules"], *map(int, re.fullmatch("([1-9][0-9]*)/([1-9][0-9]*)", frozen["rules"]["attendance"]).groups())
    chained = {"label": "zhicheng-draw/1 chain", "draw": frozen["draw"], "serial": frozen["serial"]}
    named, size, froms = {one["name"] for one in frozen["seats"] if one["set"]}, sum(seats.values()), [set(one["from"]) for one in groups]
    def must(where, **holds):
        findings.extend(f"{where}.{name}: 不合规定 / not what it must be" for name in holds if not holds[name])
    def distinct(objects, name):
        return len({one[name] for one in objects}) == len(objects)
    def take_in(part, reasons, codes, where):
        """A hidden part: reasons for exactly these codes, and recusals of experts of the pool."""
        for one in part["recusals"] if part else []:
            must(where, recusals=one["experts"] == sorted(pool.keys() & one["experts"]) and seats.keys() >= set(one["within"]))
            recusals.append(one)
        must(where, reasons=not part or [one["code"] for one in part[reasons]] == codes)
    def bits(codes):
        return sum(1 << place for place, code in enumerate(order) if code in codes)
    seated = {seat: bits([code for code in pool if pool[code] == seat]) for seat in seats}

    def lawful_with(keep):
        """What a lawful committee keeps to: at least and at most so many of its members are among these, all as bits."""
        applicants, rules = {}, [(size, -1, size), (len(keep), bits(keep), len(keep)), (0, bits(gone | barred), 0)]
        rules += [(count, seated[seat], count) for seat, count in seats.items()]
        for cap in caps if hidden else []:
            of, most = hidden[cap["by"] + "s"], size if cap["most"] is None else cap["most"]
            for value in set(of) - {""} if cap["value"] is None else [cap["value"]]:
                rules.append((cap["least"], bits([code for code, its in zip(order, of) if its == value]), most))
        for one in recusals:
            applicants.setdefault(one["applicant"], (one["within"] or seats, set()))[1].update(one["experts"])
        for within, free in [(within, bits(pool.keys() - experts)) for within, experts in applicants.values()]:
            rules += [(-(-part * size // whole), free, size), (limits["group_size"], free & sum(seated[seat] for seat in set(within)), size)]
        return rules, lambda committee: all(least <= (committee & among).bit_count() <= most for least, among, most in rules)
    def breakable(least, among, most):
        return (sum(min(count, (among & seated[seat]).bit_count()) for seat, count in seats.items()) > most
                or sum(max(0, count - (seated[seat] & ~among).bit_count()) for seat, count in seats.items()) < least)
    must("frozen", label=frozen["label"] == "zhicheng-draw/1 frozen", private=not hidden or digest(hidden) == frozen["private"],
         serial=frozen["serial"] > 0 and (frozen["serial"] > 1) == (frozen["previous_draw"] is not None),
         size=size >= limits["minimum"] and size % 2 >= limits["odd"], attendance=part <= whole,
         caps=all((one["value"] is not None or not one["least"]) and (one["most"] is None or one["least"] <= one["most"]) for one in caps),
         groups=distinct(groups, "name") and all(a <= seats.keys() and (a == b or not a & b) for a in froms for b in froms),
         seats=distinct(frozen["seats"], "name") and min(seats.values()) > 0, pool=order == sorted(pool) and set(pool.values()) <= seats.keys(),
         lines=not hidden or len(hidden["regions"]) == len(hidden["employers"]) == len(order), balls=watchers or frozen["balls"] > 3,
         supervisors=distinct(watchers, "name") and distinct(watchers, "anchor") and len(watchers) != 1)
    take_in(hidden, "bars", sorted(barred), "private")
    for number, one in enumerate(bundle["rounds"], 1):
        if findings:
            break  # what follows a fault can't be judged
        where, said, shown, outcome, void = f"round {number}", one["statement"], one["reveal"], one["outcome"], one["void"]
        keep, out, members = set(said["keep"]), set(said["out"]), set(base["committee"] if base else [])
        lottery, tickets = said["mode"] == "lottery", [(int(bitmap, 16), times) for bitmap, times in one["committees"] or []]
        before, gone, may = gone, gone | out, pool.keys() - gone - out - barred
        left = {seat: count - [pool.get(code) for code in keep].count(seat) for seat, count in seats.items()}
        must(where, label=said["label"] == "zhicheng-draw/1 round", round=said["round"] == number,
             out=said["out"] == sorted(out & pool.keys() - before), frozen=said["frozen"] == digest(frozen), previous=said["previous"] == last,
             mode=lottery or (said["mode"] == "plain" and not caps and (watchers or frozen["balls"] > 38)),
             keep=said["keep"] == sorted(code for code in keep & may if code in members or pool[code] in named) and members <= keep | gone,
             seats=any(left.values()) and all(n == 0 if seat in named else n >= 0 for seat, n in left.items()),
             lottery=lottery == (said["lottery"] is not None) == (said["chances"] is not None),
             private=not hidden or said["private"] == digest(one["private"]),
             public_view=bool(hidden) == bool(one["private"]) and (bool(hidden) and lottery) == (one["committees"] is not None))
        take_in(one["private"], "reasons", said["out"], where)
        rules, lawful = lawful_with(keep)
        if hidden and lottery:
            form = [[f"{committee:0{-(-len(order) // 4)}x}", times] for committee, times in sorted(dict(tickets).items())]
            given = [sum(times for committee, times in tickets if committee >> place & 1) for place in range(len(order))]
            asked, kinds = [among for least, among, most in rules if breakable(least, among, most)], {}  # what some committee would break
            for place, code in enumerate(order):  # experts alike: of one seat group, in or out of the same of these conditions
                kinds.setdefault((code in may - keep, pool[code], *(among >> place & 1 for among in asked)), []).append(given[place])
            must(where, committees=one["committees"] == form and sum(dict(tickets).values()) == 10000,
                 lottery=said["lottery"] == digest(one["committees"]), chances=said["chances"] == given,
                 lawful=all(lawful(committee) and times > 0 for committee, times in tickets),
                 alike=all(max(chances) - min(chances) <= 20 for kind, chances in kinds.items() if kind[0]))
        links, balls, digits = list(zip(watchers, shown["links"])), shown["balls"], shown["balls"][0]["digits"] if shown["balls"] else ""
        anchors = [link and functools.reduce(lambda later, own: sha(f"zhicheng-draw/1 link|{own}|{later}"),
                                             [digest(chained | {"supervisor": watcher["name"]})] * number, link) for watcher, link in links]
        missing = [watcher["name"] for watcher, link in links if link is None]
        both = len(balls) == 2 and distinct(balls, "by") and not distinct(balls, "digits") and re.fullmatch(f"[0-9]{{{frozen['balls']}}}", digits)
        complete = not missing and None not in shown["values"] and (both if frozen["balls"] else not balls)
        fits = all(anchor in (None, watcher["anchor"]) and number <= watcher["links"] for anchor, (watcher, _) in zip(anchors, links))
        must(where, links=fits and len(shown["links"]) == len(watchers), balls=not balls or both, void=not void or void["missing"] == missing,
             values=len(shown["values"]) == len(said["sources"]) == len(set(said["sources"])),
             written=all(re.fullmatch("[0-9a-f]{1,128}", "0" if value is None else value) for value in shown["values"]),
             outcome=complete if outcome else void or one is bundle["rounds"][-1])
        last = digest({name: one[name] for name in ("statement", "reveal", "outcome", "void")})
        if not outcome or findings:
            continue
        given = {"links": shown["links"], "balls": digits, "values": shown["values"]}
        seed = digest({"label": "zhicheng-draw/1 seed", "statement": digest(said), **given})
        if lottery:
            attempt, ticket = None, int(sha(f"zhicheng-draw/1 ticket|{seed}"), 16) % 10000 if watchers else int(digits[:4])
            laid = [committee for committee, times in tickets for _ in range(times)]
            drawn = {code for place, code in enumerate(order) if laid[ticket] >> place & 1} if hidden else may & set(outcome["committee"])
        for attempt in [] if lottery else range(min(max(outcome["attempt"] or 0, 0), 99) + 1):
            turn = sorted(may - keep, key=lambda code: sha(f"zhicheng-draw/1 order|{seed}|{attempt}|{code}"))
            drawn, ticket = keep.union(*([code for code in turn if pool[code] == seat][:count] for seat, count in left.items())), None
            if hidden and lawful(bits(drawn)):
                break
        teams = [{code for code in team["members"] if code in keep} for team in base["groups"]] if base else [set() for _ in groups]
        for code in sorted(drawn.difference(*teams), key=lambda code: sha(f"zhicheng-draw/1 group|{seed}|{code}")):
            min([team for team, group in zip(teams, groups) if pool[code] in group["from"]], key=len, default=set()).add(code)
        must(where, seed=outcome["seed"] == seed, attempt=outcome["attempt"] == attempt, ticket=outcome["ticket"] == ticket,
             committee=outcome["committee"] == sorted(drawn), chances=not lottery or all(said["chances"][order.index(code)] for code in drawn),
             lawful=lawful(bits(drawn)), group_size=all(len(team) >= limits["group_size"] for team in teams),
             groups=outcome["groups"] == [{"name": one["name"], "members": sorted(team)} for one, team in zip(groups, teams)])
        base = base if void else outcome
    must("file", head=findings or bundle["head"] == (last or digest(frozen)))
    return findings
try:
    sys.stdout.reconfigure(errors="replace")
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(print(__doc__) or (2 if len(sys.argv) != 2 else 0))
    bundle = json.loads(pathlib.Path(sys.argv[1]).read_bytes().decode(), object_pairs_hook=known, parse_float=int)
    findings = check(bundle) if bundle["format"] == "zhicheng-draw/1" else known([])
except (OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError) as fault:
    sys.exit(print(f"无法读取 / UNREADABLE: {sys.argv[1]}: {fault!r}") or 2)
if findings:
    sys.exit(print(f"不可信：{len(findings)}处不符 / NOT SOUND: {len(findings)} findings", *findings, sep="\n  ") or 1)
print(f"可信 / SOUND: {len(bundle['rounds'])} rounds 轮, head {bundle['head']}")
