"""The end of a review: its result on notice and published, certificates, re-examinations, cases, the integrity record."""
