"""Answers over incidents: is it true, is it a return, how many are missing from the count, where and when."""
