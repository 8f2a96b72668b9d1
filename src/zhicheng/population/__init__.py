"""A million dossiers: the same packs over Arrow batches, with answers equal to the single verdict's.

The doors of this room (import them from the modules named; numpy, pyarrow and numba are needed)::

    zhicheng.population.plan.compile_track(track, dates, *, pass_mark=None, answers=None) -> Plan
        A track ready for batches. ``answers``: decided questions that hold for everybody (``{"conduct": True}``),
        by the keys of ``decide``; questions about single records stay open. A plan learns (its tables fill as records
        of new shapes are met), so keep and reuse it; it may be used from several threads.
        ``plan.track``, ``plan.keys`` (every clause key), ``plan.paths`` (every node of the score, root "" first),
        ``plan.unit`` (points are integers of 1/unit).

    zhicheng.population.batch.evaluate_batch(plan, batch, *, full=False) -> pyarrow.RecordBatch
        One row per dossier, in the order given. Truths are 0 not met, 1 open, 2 met; points are int64 units.
        Columns: "dossier", "can_apply", "review", "truth.<key>" for every basic condition, route, landmark and review
        condition, "low.<path>" and "high.<path>" for the total ("low." and "high.") and the first-level nodes, "placement"
        (0 nothing to choose, 1 bound reached, 2 enumerated, 3 exact solver) and "singly" (0: by arrays; n: judged by the
        single evaluator because of ``plan.reasons[n]``). ``full=True`` adds every inner clause, every node, "raw.<path>"
        (before the cap) and "cut" (list of the indexes in ``plan.paths`` whose cap cut something off).

    zhicheng.population.rows.batch_of(dossiers, ids=None) -> pyarrow.RecordBatch
    zhicheng.population.rows.dossier_of(batch, i) -> Dossier
        Dossiers to rows and back. Names, notes and papers attached are not part of a population; records are numbered
        anew by kind ("award-0001", …), everything a rule may look at is kept.

    zhicheng.population.generate.generate(seed, dossiers, *, tracks=(), profile=DEFAULT, batch_rows=16384)
            -> Iterator[pyarrow.RecordBatch]
        A synthetic population with stated distributions: the same seed and profile give the same rows.

    zhicheng.population.run.evaluate_file(population, plan, out, …)
        A whole Parquet population to a folder of parts, resumable, with a manifest.
"""
