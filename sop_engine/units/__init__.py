"""What things are counted in: money, days, durations."""
