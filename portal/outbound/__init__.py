"""What leaves the house: signed events to addresses that a firm gave us, and mail."""
