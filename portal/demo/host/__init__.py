"""The firm's own site: another origin that redirects clients into the portal or frames it, as a real firm would."""
