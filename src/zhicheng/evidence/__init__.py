"""Papers behind the records: which files are taken, how they are kept, how they are shown.

Pure rooms and a store on disk, no database and no web: a file is told by its bytes (``sniff``), looked
through for active content (``inspect``, ``deep``), kept by its fingerprint (``store``), shown as pictures made
by a locked-up process (``pictures``, ``picture_worker``, ``sandbox``), and handed out as a download only
(``serving``). Names on disk are fingerprints; what a file belongs to is known to the caller.
"""
