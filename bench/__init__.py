"""`python -m bench`: what the portal costs, as ratios within one run, beside the least that the same work could cost."""
