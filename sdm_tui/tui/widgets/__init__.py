"""The pieces that screens and stages are built of."""
