"""The library: contracts and shared rules read from YAML, checked, and bound into terms."""
