"""Checking a ledger that somebody holds: against itself, its signed checkpoints, and checkpoints kept from before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from zhicheng.procedure.canonical import NotCanonical
from zhicheng.procedure.ledger.body import Opening, commitment, read_body
from zhicheng.procedure.ledger.bundle import Bundle, Row
from zhicheng.procedure.ledger.checkpoint import Checkpoint, Resumed, is_own_key, read_checkpoint
from zhicheng.procedure.ledger.finding import Finding, Pair, Rows, row_words
from zhicheng.procedure.ledger.note import Key, Note, NoteMalformed, read_note, signed_by
from zhicheng.procedure.ledger.proof import Proof
from zhicheng.procedure.ledger.tree import Frontier, included, leaf_hash

MOST_NAMED = 20
"""Faults of one kind that are named one by one."""


def check_ledger(bundle: Bundle, old_checkpoints: Sequence[Note] = ()) -> tuple[Finding, ...]:
    """Whether a ledger is whole and unchanged: rows, leaves, opened values, checkpoints, and old checkpoints.

    ``old_checkpoints``: kept by the holder from before, not taken from the bundle; what they cover can't have been
    changed unseen. The order of findings: key, rows, bodies, opened values, own checkpoints, coverage, old ones.
    """
    own, faults = _own_checkpoints(bundle)
    old = [(note, _read(note)) for note in old_checkpoints]
    wanted = {one.state.size for one in own} | {one.state.size for _, one in old if one is not None}
    roots, bodies = _walk(bundle.rows, wanted)
    kept = [one for note, one in old if one is not None and signed_by(note, bundle.key)]
    compared = _Compared(bundle, roots, own, kept)
    return (
        _key(bundle.key),
        *_rows(bundle.rows),
        *bodies,
        *_opened(bundle.rows),
        *faults,
        *(compared.own(one) for one in own),
        compared.coverage(),
        *(compared.old(note, one) for note, one in old),
    )


def check_proof(proof: Proof) -> tuple[Finding, ...]:
    """Whether a proof shows its entry to stand in the ledger of its key: signature, path, opened values."""
    return (_key(proof.key), *_proof_faults(proof), *_opened([Row(proof.number, proof.body, "", proof.opened)]))


# --------------------------------------------------------------------------- rows


def _walk(rows: Sequence[Row], wanted: Iterable[int]) -> tuple[dict[int, bytes], list[Finding]]:
    """The roots at the sizes wanted, and what is wrong with bodies and leaves."""
    frontier, asked = Frontier(), set(wanted)
    roots = {0: frontier.root()}
    changed: list[int] = []
    unreadable: list[int] = []
    for place, row in enumerate(rows, 1):
        leaf = _leaf(row.body)
        frontier.add(leaf)
        if leaf.hex() != row.leaf:
            changed.append(place)
        if read_body(row.body) is None:
            unreadable.append(place)
        if place in asked:
            roots[place] = frontier.root()
    return roots, [*_bodies(changed, len(rows)), *_forms(unreadable)]


def _leaf(body: str) -> bytes:
    return leaf_hash(body.encode(errors="surrogatepass"))


def _bodies(changed: list[int], size: int) -> Iterator[Finding]:
    if not changed:
        yield Finding("bodies", True, (f"{size} 行内容与其叶子一致", f"{size} rows agree with their leaves"))
    for place in changed[:MOST_NAMED]:
        text = (f"第 {place} 行内容与其叶子不符，已被改动", f"row {place} does not agree with its leaf: it was changed")
        yield Finding("bodies", False, text, (place, place))


def _forms(unreadable: list[int]) -> Iterator[Finding]:
    for place in unreadable[:MOST_NAMED]:
        yield Finding(
            "bodies", False, (f"第 {place} 行不是规范格式的条目", f"row {place} is no entry in form"), (place, place)
        )


def _rows(rows: Sequence[Row]) -> Iterator[Finding]:
    """Whether row n says that it is entry n."""
    wrong = [(place, row.number) for place, row in enumerate(rows, 1) if row.number != place]
    if not wrong:
        text = (f"{len(rows)} 行编号连续，无缺无重", f"{len(rows)} rows, numbered without a gap or a repeat")
        yield Finding("rows", True, text)
        return
    counted = Counter(row.number for row in rows)
    highest = max(counted)
    named = [
        *((one, ("缺失", "is missing")) for one in _missing(counted, highest)),
        *((one, ("出现多次", "stands there more than once")) for one, times in sorted(counted.items()) if times > 1),
        *((one, ("不在其位", "is not in its place")) for one in _moved(rows, counted)),
    ]
    for number, (zh, en) in named[:MOST_NAMED] or [(wrong[0][1], ("不在其位", "is not in its place"))]:
        yield Finding("rows", False, (f"第 {number} 行{zh}", f"row {number} {en}"), (number, number))


def _missing(counted: Mapping[int, int], highest: int) -> list[int]:
    found: list[int] = []
    for number in range(1, min(highest, sum(counted.values()) + MOST_NAMED) + 1):
        if number not in counted:
            found.append(number)
    return found[:MOST_NAMED]


def _moved(rows: Sequence[Row], counted: Mapping[int, int]) -> list[int]:
    """Rows that stand elsewhere than their number among those there says."""
    order = {number: place for place, number in enumerate(sorted(counted))}
    singles = [row.number for row in rows if counted[row.number] == 1]
    expected = sorted(singles, key=order.__getitem__)
    return [number for number, right in zip(singles, expected, strict=True) if number != right]


def _opened(rows: Iterable[Row]) -> list[Finding]:
    """Whether opened values are the promised ones; nothing is said where none is opened."""
    wrong: list[Finding] = []
    count = 0
    for place, row in enumerate(rows, 1):
        sealed = (read_body(row.body) or {}).get("sealed", {}) if row.opened else {}
        for key, opening in row.opened.items():
            count += 1
            if sealed.get(key) != _commitment(opening):
                where = row.number if not row.leaf else place
                text = (f"第 {where} 行公开的“{key}”不是当初封存的值", f"row {where}: {key} is not the promised value")
                wrong.append(Finding("opened", False, text, (where, where)))
    if count and not wrong:
        return [
            Finding("opened", True, (f"{count} 个公开的值与封存一致", f"{count} opened values are the promised ones"))
        ]
    return wrong[:MOST_NAMED]


def _commitment(opening: Opening) -> str:
    try:
        return commitment(opening)
    except NotCanonical:
        return ""


# --------------------------------------------------------------------------- checkpoints


def _key(key: Key) -> Finding:
    if is_own_key(key):
        return Finding("key", True, (f"账册 {key.name} 的公钥", f"public key of the ledger {key.name}"))
    text = (f"公钥与账册名 {key.name} 不符", f"the public key is not that of the ledger {key.name}")
    return Finding("key", False, text)


def _read(note: Note) -> Checkpoint | None:
    try:
        return read_checkpoint(note)
    except NoteMalformed:
        return None


def _own_checkpoints(bundle: Bundle) -> tuple[list[Checkpoint], list[Finding]]:
    """The bundle's checkpoints that bear the ledger's signature, and what is wrong with the others."""
    good: list[Checkpoint] = []
    faults: list[Finding] = []
    for place, text in enumerate(bundle.checkpoints, 1):
        try:
            note = read_note(text)
            checkpoint = read_checkpoint(note)
        except NoteMalformed as fault:
            zh, en = fault.text
            said = (f"第 {place} 个检查点：{zh}", f"checkpoint {place}: {en}")
            faults.append(Finding("checkpoint", False, said))
            continue
        if checkpoint.origin != bundle.key.name or not signed_by(note, bundle.key):
            said = (f"第 {place} 个检查点不是本账册签署的", f"checkpoint {place} is not signed by this ledger")
            faults.append(Finding("checkpoint", False, said))
            continue
        good.append(checkpoint)
    return good, faults


class _Compared:
    """Checkpoints beside the roots of the rows there are."""

    def __init__(
        self, bundle: Bundle, roots: Mapping[int, bytes], own: list[Checkpoint], old: list[Checkpoint]
    ) -> None:
        self.bundle, self.roots, self.size = bundle, roots, len(bundle.rows)
        self.checkpoints = own
        # whoever rewrites a ledger signs its own checkpoints anew: an old one narrows the fault, they don't
        self.kept = {0} | {one.state.size for one in old if self.agrees(one)}
        self.agreed = self.kept | {one.state.size for one in own if self.agrees(one)}
        self.resumed: frozenset[Resumed] = frozenset(said for one in own for said in one.resumed)

    def agrees(self, one: Checkpoint) -> bool:
        """Whether the rows give the checkpoint's root."""
        return one.origin == self.bundle.key.name and self.roots.get(one.state.size) == one.state.root

    def own(self, one: Checkpoint) -> Finding:
        """A checkpoint of the bundle itself."""
        return self._finding("checkpoint", one, ("本账册的检查点", "checkpoint of the bundle"))

    def old(self, note: Note, one: Checkpoint | None) -> Finding:
        """A checkpoint that the holder kept."""
        if one is None:
            text = ("所给的旧检查点不是检查点", "the old checkpoint given is none")
            return Finding("old-checkpoint", False, text)
        if one.origin != self.bundle.key.name:
            text = (
                f"旧检查点属于账册 {one.origin}，所给账册的密钥是另一把：不是同一账册，或已整体重建",
                f"the old checkpoint is of the ledger {one.origin}, the bundle's key is another one: another ledger, or "
                "all of it was rebuilt",
            )
            return Finding("old-checkpoint", False, text, (1, self.size) if self.size else None)
        if not signed_by(note, self.bundle.key):
            text = ("旧检查点的签名不对，不能作比较", "the old checkpoint's signature is not good: it proves nothing")
            return Finding("old-checkpoint", False, text)
        return self._finding("old-checkpoint", one, ("旧检查点", "old checkpoint"))

    def coverage(self) -> Finding:
        """Whether the last checkpoint covers every row."""
        sizes = [one.state.size for one in self.checkpoints]
        if sizes != sorted(sizes):
            return Finding("covered", False, ("检查点不是由旧到新排列", "the checkpoints do not stand oldest first"))
        covered = max((one.state.size for one in self.checkpoints if self.agrees(one)), default=0)
        if covered >= self.size and self.checkpoints:
            return Finding("covered", True, ("最后的检查点覆盖全部条目", "the last checkpoint covers every entry"))
        if not self.checkpoints:
            text = (
                "没有本账册签署的检查点，账册可以任意重写",
                "there is no signed checkpoint: all of it could be rewritten",
            )
            return Finding("covered", False, text, (1, self.size) if self.size else None)
        zh, en = row_words((covered + 1, self.size))
        text = (f"{zh}没有相符的检查点覆盖", f"{en}: no checkpoint that agrees covers them")
        return Finding("covered", False, text, (covered + 1, self.size))

    def _finding(self, check: str, one: Checkpoint, name: Pair) -> Finding:
        size = one.state.size
        if self.agrees(one):
            text = (f"{name[0]}（{size} 条）与内容相符", f"{name[1]} ({size} entries) agrees with the rows")
            return Finding(check, True, text)
        said_zh, said_en = self._declared(one)
        if size > self.size:
            rows = (self.size + 1, size)
            zh, en = row_words(rows)
            text = (
                f"{name[0]}时有 {size} 条，现只有 {self.size} 条：{zh}不在了（被截去，或恢复了旧备份）{said_zh}",
                f"{name[1]}: there were {size} entries, now there are {self.size}: {en} are gone (cut off, or an older "
                f"backup was restored){said_en}",
            )
            return Finding(check, False, text, rows)
        rows = self._suspects(size, self.kept if check == "old-checkpoint" else self.agreed)
        zh, en = row_words(rows)
        text = (
            f"{name[0]}（{size} 条）的根与内容不符：{zh}中有改动、增删或调换{said_zh}",
            f"{name[1]} ({size} entries) has another root: something in {en} was changed, added, removed or moved{said_en}",
        )
        return Finding(check, False, text, rows)

    def _suspects(self, size: int, agreed: set[int]) -> Rows:
        first = max((one for one in agreed if one < size), default=0) + 1
        return first, max(first, size)

    def _declared(self, one: Checkpoint) -> Pair:
        """What the ledger itself says of the gap."""
        for said in sorted(self.resumed, key=lambda each: each.lost.size):
            if said.lost == one.state or said.restored.size < one.state.size <= said.lost.size:
                return (
                    f"；账册自述：曾公布至 {said.lost.size} 条，恢复旧备份后由 {said.restored.size} 条续记",
                    f"; the ledger says so itself: {said.lost.size} entries had been published, it went on from "
                    f"{said.restored.size} after an older backup was restored",
                )
        return "", ""


# --------------------------------------------------------------------------- one entry


def _proof_faults(proof: Proof) -> Iterator[Finding]:
    try:
        note = read_note(proof.checkpoint)
        checkpoint = read_checkpoint(note)
    except NoteMalformed as fault:
        yield Finding("checkpoint", False, fault.text)
        return
    signed = checkpoint.origin == proof.key.name and signed_by(note, proof.key)
    yield Finding(
        "checkpoint",
        signed,
        (
            f"{checkpoint.state.size} 条的检查点由账册签署",
            f"the checkpoint of {checkpoint.state.size} entries is signed",
        )
        if signed
        else ("检查点不是账册签署的", "the checkpoint is not signed by the ledger"),
    )
    number, state = proof.number, checkpoint.state
    leads = included(_leaf(proof.body), number - 1, state.size, proof.path, state.root)
    yield Finding(
        "path",
        leads,
        (f"条目是其中第 {number} 条", f"the entry is number {number} of them")
        if leads
        else (f"条目不是其中第 {number} 条", f"the entry is not number {number} of them"),
        None if leads else (number, number),
    )
    if read_body(proof.body) is None:
        yield Finding("bodies", False, ("不是规范格式的条目", "it is no entry in form"), (number, number))
