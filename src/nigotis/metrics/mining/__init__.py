"""What goes together: frequent item sets and rules from baskets, counted in whole numbers. NumPy in, NumPy out."""
