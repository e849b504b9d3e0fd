"""Start-up, wiring, paths, logging, the command line and the demo."""
