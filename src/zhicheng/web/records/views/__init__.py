"""Pages of what an applicant keeps."""
