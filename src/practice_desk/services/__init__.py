"""The use cases: one call is one permission check, one transaction and one audit row."""
