"""Which room feeds which fact table of the mirror."""

from nigotis.clients.facts import FEED as CLIENTS
from nigotis.clients.facts import TRAITS as CLIENT_TRAITS
from nigotis.deals.facts import ACTIVITIES, DEAL_EVENTS, DEAL_PRODUCTS, DEALS, TARGETS
from nigotis.predictions.facts import FEED as PREDICTIONS
from nigotis.products.facts import FEED as PRODUCTS
from nigotis.sales.facts import FEED as SALE_LINES
from nigotis.staff.facts import FEED as SELLERS

FEEDS = (
    SALE_LINES,
    CLIENTS,
    CLIENT_TRAITS,
    PRODUCTS,
    PREDICTIONS,
    DEALS,
    DEAL_PRODUCTS,
    DEAL_EVENTS,
    ACTIVITIES,
    TARGETS,
    SELLERS,
)
