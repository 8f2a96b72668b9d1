"""From a track and a dossier to a verdict: ways in, conditions, score, reasons, advice."""
