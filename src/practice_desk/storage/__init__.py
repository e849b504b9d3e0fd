"""The encrypted store: engine, rows and queries, audit, upgrade, document files."""
