"""Which room feeds which fact table of the mirror."""

from nigotis.clients.facts import FEED as CLIENTS
from nigotis.clients.facts import TRAITS as CLIENT_TRAITS
from nigotis.predictions.facts import FEED as PREDICTIONS
from nigotis.products.facts import FEED as PRODUCTS
from nigotis.sales.facts import FEED as SALE_LINES

FEEDS = (SALE_LINES, CLIENTS, CLIENT_TRAITS, PRODUCTS, PREDICTIONS)
