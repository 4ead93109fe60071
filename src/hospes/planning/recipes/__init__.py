"""The recipes that come with the product: solutions with good defaults, and words in six languages."""
