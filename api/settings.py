"""What an operator can set, each by an environment variable `CONDUCT_NAME`."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.values.seeing import SIGN_WORDS


class Settings(BaseSettings):
    """Read once at start. Every field's description is a line of the configuration reference."""

    model_config = SettingsConfigDict(env_prefix="CONDUCT_", frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of all that is kept: database, spool, evidence, exports, backups, secret.",
    )
    database_url: str | None = Field(
        default=None,
        description="`sqlite:///FILE` or `postgresql+psycopg://...`; without it, SQLite in the data folder.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the service listens on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port that the service listens on; 0 takes a free one.")
    weights: str | None = Field(
        default=None,
        description="Person detector: a .pt or .onnx file, an OpenVINO folder or a fetched name; without, tags only.",
    )
    second_weights: str | None = Field(
        default=None,
        description="Second person detector, asked before anyone says that nobody is there; named as the first.",
    )
    attributes: Path | None = Field(
        default=None,
        description="Attributes model that helps to tell sleeves: person-attributes-recognition-crossroad-0230.xml.",
    )
    signals_weights: str | None = Field(
        default=None,
        description="A site's own ultralytics detection model that knows badges or desk plates; named as the first.",
    )
    signals: dict[str, str] = Field(
        default={},
        description='What its classes mean, as JSON: `{"work_card": "badge", "name_plate": "desk-plate"}`.',
    )
    sign_words: str = Field(
        default=",".join(SIGN_WORDS),
        description="What old away signs say, where windows have `sign_text`; words parted by commas.",
    )
    looking: Path | None = Field(
        default=None,
        description="A TOML file of thresholds of looking; `staff-conduct looking` prints them all.",
    )
    look_every_s: float = Field(
        default=10,
        gt=0,
        description="Behind schedule, one frame of each camera is looked at per this many seconds.",
    )
    late_days: int = Field(default=7, ge=0, description="Frames captured longer ago than this many days are refused.")
    max_frame_bytes: int = Field(default=10_000_000, gt=0, description="Largest JPEG taken in, in bytes.")
    max_pixels: int = Field(default=12_000_000, gt=0, description="Largest picture taken in, in pixels by its header.")
    spool_cap_bytes: int = Field(
        default=2_000_000_000,
        gt=0,
        description="Bytes of frames that may wait to be looked at; beyond it cameras get 503.",
    )
    captured_ahead_s: float = Field(
        default=60,
        ge=0,
        description="Frames captured more than this many seconds ahead are refused.",
    )
    audit_anchors_dir: Path | None = Field(
        default=None,
        description="Folder outside of the data folder in which the audit trail's head is noted; without, beside it.",
    )
    evidence_url: str | None = Field(
        default=None,
        pattern=r"^(file:///.+|s3://[^/]+(/.*)?)$",
        description="Where blurred pictures are kept: file:///FOLDER or s3://BUCKET/PREFIX (keys by AWS_ variables).",
    )
    keep_refuted_days: int = Field(
        default=7,
        ge=0,
        description="Days for which pictures of dismissed, withdrawn and elsewhere counted cases are kept.",
    )
    keep_excused_days: int = Field(
        default=30, ge=0, description="Days for which pictures of excused cases are kept after the verdict."
    )
    keep_confirmed_days: int = Field(
        default=180, ge=0, description="Days for which pictures of confirmed cases are kept after the month's end."
    )
    keep_lines_days: int = Field(
        default=90, ge=0, description="Days for which what a reader's line said is kept once somebody settled it."
    )
    keep_notices_days: int = Field(default=365, ge=0, description="Days for which notices to people are kept.")
    session_hours: float = Field(default=12, gt=0, description="Hours after which a person has to log in again.")
    secure_cookies: bool = Field(
        default=False,
        description="Send the session cookie over HTTPS only; turn on behind TLS.",
    )
    language: Literal["zh", "en"] = Field(default="zh", description="Language of pages for people who chose none.")

    @property
    def database(self) -> str:
        """The database's URL, given or derived."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'conduct.db'}"

    @property
    def spool_dir(self) -> Path:
        return self.data_dir / "spool"

    @property
    def evidence_dir(self) -> Path:
        """Where pictures lie while no `evidence_url` is set."""
        return self.data_dir / "evidence"

    @property
    def anchors_file(self) -> Path:
        """Where the audit trail's head is noted, not to be lost or altered with the database."""
        beside = self.data_dir.absolute()
        folder = self.audit_anchors_dir or beside.with_name(f"{beside.name}-anchors")
        return folder.absolute() / "audit-anchors.txt"

    @property
    def weights_dir(self) -> Path:
        """Where `weights fetch` puts them."""
        return self.data_dir / "weights"

    @property
    def exports_dir(self) -> Path:
        return self.data_dir / "exports"

    @property
    def backups_dir(self) -> Path:
        return self.data_dir / "backups"

    @property
    def secret_file(self) -> Path:
        return self.data_dir / "secret"
