"""The café chain of Baku: six invented branches, a menu with seasons, regulars who come, drift and stop coming."""
