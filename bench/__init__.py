"""Side by side with pandas: `python -m bench`."""
