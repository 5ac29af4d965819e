"""What pages show, as plain values: sentences and links made from rows, so that templates only place them."""
