"""The rooms that offer operations, one list. Importing it fills the registry."""

from nigotis.merchants import operations as merchants
from nigotis.products import operations as products
from nigotis.staff import operations as staff

ROOMS = (merchants, staff, products)
