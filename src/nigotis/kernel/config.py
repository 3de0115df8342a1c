"""The whole configuration: `NIGOTIS_*` variables, none needed for the demo. What a merchant tunes is in the app."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Config(BaseSettings):
    """Read once from the environment. Each field is `NIGOTIS_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="NIGOTIS_")

    data: Path = Field(Path("data"), description="Folder for the embedded database, the mirror and uploaded files.")
    database_url: str | None = Field(None, description="PostgreSQL 15+ to use instead of the embedded one.")
    engine: str = Field("duckdb", description="What computes figures: duckdb (here), or sc://host:port (Spark, Sail).")
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, description="Port the web server listens on.")
    secure_cookies: bool = Field(False, description="Set when served over https: cookies then travel over https only.")
    sign_up: bool = Field(True, description="Whether anyone who reaches the site may register a business.")
    upload_limit_in_mb: int = Field(512, description="Largest file that may be uploaded.")
    pool_size: int = Field(10, description="Database connections per process.")
    worker_concurrency: int = Field(2, description="Jobs one worker runs side by side.")
    log_level: str = Field("info", description="debug, info, warning or error.")


@cache
def config() -> Config:
    """The configuration of this process."""
    return Config()
