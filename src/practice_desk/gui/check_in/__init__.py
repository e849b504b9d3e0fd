"""The check-in screen: all that a patient sees. It runs in a process that holds no key."""
