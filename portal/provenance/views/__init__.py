"""Pages about sources. Each starts from what the reader may see; none of them writes."""
