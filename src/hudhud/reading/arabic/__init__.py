"""Reading Arabic: so far its spelling folded, with the way back, and its numerals."""
