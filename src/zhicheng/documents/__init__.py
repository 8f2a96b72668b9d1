"""Official papers of a round as PDF, Word and Excel: data in, bytes out."""
