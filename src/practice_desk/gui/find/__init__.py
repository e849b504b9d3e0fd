"""Find anything: the palette of Ctrl+K, and the search of texts that it leads to."""
