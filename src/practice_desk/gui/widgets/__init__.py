"""Small widgets that pages and dialogs share; each knows nothing of the clinic."""
