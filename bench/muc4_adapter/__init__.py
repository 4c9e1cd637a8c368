"""MUC-4: news of 1989 and 1990 in capitals, read into the templates of the Fourth Message Understanding Conference.

An adapter for measuring, not a part of the product: its notion of relevance, its set lists and its format are the
conference's own.
"""
