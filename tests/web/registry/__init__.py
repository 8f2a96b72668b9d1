"""Results, certificates, re-examinations, cases."""
