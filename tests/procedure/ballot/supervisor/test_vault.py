"""The vault: secrets come back with the passphrase only; what is destroyed is overwritten; others are kept out."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from zhicheng.procedure.ballot.supervisor.vault import Vault, write_private
from zhicheng.procedure.refusal import ActRefused

PASSPHRASE = "correct horse battery"
SECRET = b"the private key itself, in plain bytes"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault.create(tmp_path / "vault", PASSPHRASE, os.urandom)
    made.put("opening", SECRET)
    return made


def test_a_secret_comes_back_and_is_nowhere_in_plain(vault: Vault, tmp_path: Path) -> None:
    assert Vault.open(tmp_path / "vault", PASSPHRASE, os.urandom).get("opening") == SECRET
    for file in (tmp_path / "vault").iterdir():
        data = file.read_bytes()
        assert SECRET not in data and SECRET[:8] not in data and PASSPHRASE.encode() not in data


def test_a_wrong_passphrase_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(ActRefused) as refused:
            Vault.open(tmp_path / "vault", wrong, os.urandom)
        assert refused.value.codes == ("wrong-passphrase",)


def test_a_short_passphrase_is_refused_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ActRefused) as refused:
        Vault.create(tmp_path / "other", "short", os.urandom)
    assert refused.value.codes == ("short-passphrase",) and not (tmp_path / "other").exists()


def test_a_changed_or_exchanged_file_is_noticed(vault: Vault, tmp_path: Path) -> None:
    vault.put("stamp", b"another secret")
    files = {name: tmp_path / "vault" / f"{name}.sealed" for name in ("opening", "stamp")}
    data = {name: file.read_bytes() for name, file in files.items()}
    files["opening"].write_bytes(data["stamp"])
    with pytest.raises(ActRefused) as exchanged:
        vault.get("opening")
    assert exchanged.value.codes == ("vault-changed",)
    files["opening"].write_bytes(data["opening"][:-1] + bytes([data["opening"][-1] ^ 1]))
    with pytest.raises(ActRefused):
        vault.get("opening")


def test_what_is_destroyed_is_overwritten_before_it_is_deleted(vault: Vault, tmp_path: Path) -> None:
    """A second name for the same bytes on disk shows what became of them."""
    file, witness = tmp_path / "vault" / "opening.sealed", tmp_path / "witness"
    os.link(file, witness)
    size = witness.stat().st_size
    vault.destroy("opening")
    assert not file.exists() and witness.read_bytes() == bytes(size)
    with pytest.raises(KeyError):
        vault.get("opening")
    with pytest.raises(KeyError):
        vault.destroy("opening")


def test_files_are_for_their_owner_alone_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Vault.create(tmp_path / "vault", PASSPHRASE, os.urandom).put("opening", SECRET)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "vault").stat().st_mode) == 0o700
    for file in (tmp_path / "vault").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_folder_into_which_others_may_look_is_refused(vault: Vault, tmp_path: Path, mode: int) -> None:
    (tmp_path / "vault").chmod(mode)
    with pytest.raises(ActRefused) as refused:
        Vault.open(tmp_path / "vault", PASSPHRASE, os.urandom)
    assert refused.value.codes == ("folder-open-to-others",)


def test_no_folder_and_no_vault(tmp_path: Path) -> None:
    with pytest.raises(ActRefused) as none:
        Vault.open(tmp_path / "nothing", PASSPHRASE, os.urandom)
    assert none.value.codes == ("folder-not-there",)
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)
    for content in (None, b"", b"{}", b'{"key": 1, "scrypt": {"salt": 2}}'):
        if content is not None:
            (empty / "vault.json").write_bytes(content)
        with pytest.raises(ActRefused) as refused:
            Vault.open(empty, PASSPHRASE, os.urandom)
        assert refused.value.codes == ("no-vault",)


def test_a_file_is_replaced_whole_even_after_a_crash_before(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    write_private(file, b"first")
    (tmp_path / "state.json.new").write_bytes(b"half of the sec")
    assert file.read_bytes() == b"first"
    write_private(file, b"second")
    assert file.read_bytes() == b"second" and sorted(one.name for one in tmp_path.iterdir()) == ["state.json"]
