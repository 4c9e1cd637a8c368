"""Parts of reading that were learned from examples. Each has a model card beside its weights."""
