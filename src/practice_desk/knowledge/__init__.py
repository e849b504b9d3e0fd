"""The clinical pack: loading and looking up."""
