"""Reading Arabic: so far the folding of its spelling, with the way back to the original characters."""
