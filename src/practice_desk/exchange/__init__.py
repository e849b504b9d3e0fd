"""What enters and leaves the clinic: FHIR and the backup archive."""
