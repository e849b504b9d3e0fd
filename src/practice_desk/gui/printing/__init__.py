"""Paper from the system's printers: asking for one, printing on it, knowing whether it took it."""
