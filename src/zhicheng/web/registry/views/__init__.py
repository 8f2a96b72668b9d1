"""The pages of result, certificates, re-examinations and cases."""
