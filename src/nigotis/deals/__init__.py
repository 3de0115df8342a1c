"""From a lead to a won or lost deal, step by step, and the visits, calls and meetings on the way."""
