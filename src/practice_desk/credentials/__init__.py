"""Key derivation, key slots, sealed streams and the operating system's keyring."""
