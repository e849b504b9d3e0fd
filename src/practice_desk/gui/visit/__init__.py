"""The visit: one screen from the brief to the signature."""
