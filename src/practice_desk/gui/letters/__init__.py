"""Writing a letter of any kind: what is chosen, its pages at the side, and printing it."""
