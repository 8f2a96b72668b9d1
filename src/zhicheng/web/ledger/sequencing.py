"""How an entry gets its number and its place in the tree: in the database, at the very end of its transaction.

Entries are inserted without a number. When the transaction commits, PostgreSQL runs what was deferred, in rounds:

1. the first round holds every check of a foreign key that the act left open, and for each entry ``WAIT``, which only
   puts it in line;
2. that calls ``NUMBER`` in the second round: it locks the head row, gives the next number, writes the nodes of the
   tree that the entry completes, and moves the edge of the tree on.

So the head is locked when nothing else is left to do or to wait for: two acts can't wait for one another, the lock
is held only while the commit is written, and the numbers follow the order of the commits without a gap. It costs the
act no statement of its own.
"""

from __future__ import annotations

from typing import Final

WAIT: Final = "INSERT INTO ledger_turn (entry_id) VALUES (NEW.id); RETURN NULL;"

NUMBER_VARIABLES: Final = [
    ("here", "bigint"),
    ("rest", "bigint"),
    ("edge", "bytea"),
    ("node", "bytea"),
    ("made", "bytea"),
]

NUMBER: Final = r"""
    SELECT size, nodes INTO here, edge FROM ledger_head WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO ledger_head (id, size, nodes) VALUES (1, 0, ''::bytea) ON CONFLICT (id) DO NOTHING;
        SELECT size, nodes INTO here, edge FROM ledger_head WHERE id = 1 FOR UPDATE;
    END IF;
    SELECT sha256('\x00'::bytea || convert_to(body, 'UTF8')) INTO STRICT node FROM ledger_entry WHERE id = NEW.entry_id;
    made := node;
    rest := here;
    WHILE rest & 1 = 1 LOOP
        node := sha256('\x01'::bytea || substring(edge FROM length(edge) - 31) || node);
        made := made || node;
        edge := substring(edge FROM 1 FOR length(edge) - 32);
        rest := rest >> 1;
    END LOOP;
    UPDATE ledger_head SET size = here + 1, nodes = edge || node WHERE id = 1;
    UPDATE ledger_entry SET number = here + 1, nodes = made WHERE id = NEW.entry_id;
    DELETE FROM ledger_turn WHERE entry_id = NEW.entry_id;
    RETURN NULL;
"""

ONLY_NUMBERED: Final = """
    OLD.number IS NOT NULL OR NEW.number IS NULL
    OR ROW(NEW.id, NEW.at, NEW.act, NEW.actor_id, NEW.role, NEW.object_type, NEW.object_id, NEW.body)
        IS DISTINCT FROM ROW(OLD.id, OLD.at, OLD.act, OLD.actor_id, OLD.role, OLD.object_type, OLD.object_id, OLD.body)
"""
"""When a change of an entry is refused: always, but when it gets its number and nothing else changes."""
