"""What is answered, member by member as the API document has it."""

from datetime import datetime
from decimal import Decimal
from typing import List, Optional
from uuid import UUID

from pydantic import BaseModel


class Model(BaseModel):
    class Config:
        json_encoders = {Decimal: str}


class Series(Model):
    id: UUID
    name: str


class Pack(Model):
    id: UUID
    series: Series
    name: str
    description: str
    price_usd: str
    price_sol: Optional[str]
    xp_reward: int
    max_supply: int
    remaining: int
    status: str
    image_gradient: str
    cover_image_url: Optional[str]
    version: int
    version_hash: str
    expected_value_usd: str


class PackPage(Model):
    items: List[Pack]
    next_cursor: Optional[str]


class Attributes(Model):
    laboratory: str
    species: str
    shape: str
    carat: str
    cut: Optional[str]
    color: Optional[str]
    clarity: Optional[str]
    length_mm: Optional[str]
    width_mm: Optional[str]
    depth_mm: Optional[str]
    depth_percent: Optional[str]
    table_percent: Optional[str]


class VaultItem(Model):
    id: UUID
    nft_id: UUID
    name: str
    collection: str
    rarity: str
    fmv: str
    status: str
    source: str
    acquired_at: datetime
    image_url: str
    listing_id: Optional[UUID]
    certificate: str
    attributes: Attributes


class VaultPage(Model):
    items: List[VaultItem]
    next_cursor: Optional[str]
