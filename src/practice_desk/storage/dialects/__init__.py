"""What differs between databases: search, triggers, pragmas."""
