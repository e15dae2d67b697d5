"""What the law and arithmetic make of a document: pure functions over values, no rows."""
