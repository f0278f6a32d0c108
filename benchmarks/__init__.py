"""What the tool costs, measured; not part of the tests, which hold no clock."""
