"""What is asked of and answered about the catalogue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from nigotis.kernel.fields import Answer, Code, Exact, Id, Name, NotNegative
from nigotis.kernel.paging import PageAsk


class Category(Answer):
    """A group of products."""

    id: int
    name: str


class ListCategories(BaseModel):
    """All categories."""


class AddCategory(BaseModel):
    """A new category."""

    name: Name = Field(description="What is the category called?")


class EditCategory(BaseModel):
    """Another name for a category."""

    category_id: Id = Field(description="Which category?")
    name: Name = Field(description="What is the category called?")


class Product(Answer):
    """Something the business sells. `stock` is null where it is not tracked."""

    id: int
    name: str
    sku: str | None
    barcode: str | None
    category_id: int | None
    unit: str | None
    price: Exact | None
    cost: Exact | None
    stock: Exact | None
    is_product: bool
    is_active: bool
    custom: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class ProductFields(BaseModel):
    """What can be said of a product."""

    sku: Code | None = Field(None, description="What is its article number?")
    barcode: Code | None = Field(None, description="What is its barcode?")
    category_id: Id | None = Field(None, description="In which category is it?")
    unit: Code | None = Field(None, description="In which unit is it sold, like piece or kg?")
    price: NotNegative | None = Field(None, description="What does one cost the client?")
    cost: NotNegative | None = Field(None, description="What does one cost you?")
    custom: dict[str, Any] = Field(default_factory=dict, description="What do your own fields say?")


class AddProduct(ProductFields):
    """A new product."""

    name: Name = Field(description="What is the product called?")
    stock: Exact | None = Field(None, description="How much of it is on hand? Leave empty not to track it.")
    is_product: bool = Field(True, description="Is it a product, not a fee such as postage or a bank charge?")


class EditProduct(ProductFields):
    """Change what is given; null clears a field."""

    product_id: Id = Field(description="Which product?")
    name: Name | None = Field(None, description="What is the product called?")
    is_product: bool | None = Field(None, description="Is it a product, not a fee such as postage or a bank charge?")
    is_active: bool | None = Field(None, description="Is it on sale?")


class WhichProduct(BaseModel):
    """One product."""

    product_id: Id = Field(description="Which product?")


class FindProducts(PageAsk):
    """Which products to list."""

    q: str | None = Field(None, max_length=200, description="What is in its name, article number or barcode?")
    category: Id | None = Field(None, description="In which category?")
    is_product: bool | None = Field(None, description="Only products, or only fees?")
    is_active: bool | None = Field(None, description="Only what is on sale, or only what is not?")


class AdjustStock(BaseModel):
    """What was counted, or what came in or went out; exactly one of the two."""

    product_id: Id = Field(description="Which product?")
    counted: Exact | None = Field(None, description="How much did you count?")
    change: Exact | None = Field(None, description="How much came in, or, as a negative number, went out?")
    track: bool = Field(True, description="Shall its stock be tracked?")
