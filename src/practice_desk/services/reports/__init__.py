"""Reports over all charts: a module for each, which gives a `ReportKind` to the registry."""
