"""What a published document says: packs and rounds, loading, citations, coverage."""
