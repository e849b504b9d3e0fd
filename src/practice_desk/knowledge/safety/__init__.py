"""Safety checks of a medication plan against the clinical pack: pure, offline, with sources."""
