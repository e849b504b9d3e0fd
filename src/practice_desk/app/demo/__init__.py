"""The demo clinic and the tour through it."""
