"""Item models that fetch on the worker and never hold up the window."""
