"""Reports written as examples, and what hudhud should read in them."""
