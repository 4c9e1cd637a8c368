"""What leaves hudhud: records in the forms that others read."""
