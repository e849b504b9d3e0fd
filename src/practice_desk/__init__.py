"""Practice Desk: medication management therapy for small mental-health clinics, offline."""

__version__ = "0.1.0"
