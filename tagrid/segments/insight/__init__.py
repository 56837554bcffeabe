"""Understanding a segment: who is in it, how it moved, why a customer is in, who is like its members."""
