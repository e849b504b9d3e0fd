"""The process that looks into files from outside."""
