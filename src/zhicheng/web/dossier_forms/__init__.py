"""Forms made from the dossier schema, and in which order to ask; no account, no database, nothing stored."""
