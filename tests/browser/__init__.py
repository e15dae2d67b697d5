"""A real Chromium in front of the portal as it is served, framed by a firm's page on another site and not."""
