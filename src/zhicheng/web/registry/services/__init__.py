"""The writes of result, certificates, re-examinations and cases."""
