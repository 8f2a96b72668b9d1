"""Ties between experts and applicants: what they mean, who decided it, who is barred and who is recused from whom."""
