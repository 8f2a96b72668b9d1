"""The self-check: which title can I go for? No account; nothing stored, the dossier travels in the page."""
