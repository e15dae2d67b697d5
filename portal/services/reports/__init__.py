"""Reports of a period: their rows read inside the fence, periods closed, later changes told, files of each report."""
