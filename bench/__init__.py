"""`python -m bench`: what the portal costs, as ratios within one run to the least that the same work can cost."""
