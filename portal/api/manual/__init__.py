"""What callers read beside the declarations: words and examples of fields, bodies, groups of nouns, the first calls."""
