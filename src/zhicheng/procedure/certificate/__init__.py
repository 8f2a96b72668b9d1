"""The certificate: what it says, who signed it, whether it still holds; checked from the file alone."""
