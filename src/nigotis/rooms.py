"""The rooms that offer operations, one list. Importing it fills the registry."""

from nigotis.boards import operations as boards
from nigotis.clients import operations as clients
from nigotis.deals import operations as deals
from nigotis.imports import operations as imports
from nigotis.merchants import operations as merchants
from nigotis.messages import operations as messages
from nigotis.predictions import operations as predictions
from nigotis.products import operations as products
from nigotis.reports import operations as reports
from nigotis.sales import operations as sales
from nigotis.segments import operations as segments
from nigotis.staff import operations as staff

ROOMS = (merchants, staff, clients, products, sales, deals, messages, imports, predictions, segments, reports, boards)
