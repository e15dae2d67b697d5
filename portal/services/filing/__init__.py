"""Files that the firm and the client keep beside the documents."""
