"""What leaves the house, against real servers on this machine."""
