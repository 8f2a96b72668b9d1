"""What an applicant's papers say: kinds of record, one schema, YAML, JSON and Excel in and out."""
