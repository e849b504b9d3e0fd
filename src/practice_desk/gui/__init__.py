"""The windows: pages, dialogs, item models and widgets."""
