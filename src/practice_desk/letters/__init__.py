"""Letters: kinds, layout parts and rendering."""
