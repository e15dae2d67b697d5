"""What leaves the portal by itself: jobs, events, webhooks, mail."""
