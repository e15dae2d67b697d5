"""The demonstration: a cast of accounts, people and papers, and a firm's own page that frames the portal."""
