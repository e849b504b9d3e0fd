"""The pages of the window: those of a chart and those of the whole application."""
