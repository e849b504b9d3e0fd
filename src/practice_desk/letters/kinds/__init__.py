"""Letter kinds: one module each, with its typed content and its page."""
