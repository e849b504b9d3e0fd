"""The commands of `practice-desk`: the services without a window."""
