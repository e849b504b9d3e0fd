"""FHIR R4 resources from files to domain values."""
