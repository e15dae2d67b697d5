"""The firm and its clients: accounts, entities, people, keys, origins."""
