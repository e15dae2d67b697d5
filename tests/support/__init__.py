"""What several tests share and no test is: places, needed programs, the reading of our own source."""
