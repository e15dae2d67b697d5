"""How one gets in and who is in: links, invitations, claims, sessions, the keys of calls."""
