"""The TOML file that tells an agent of its cameras, its service and its folder."""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)

CAP_BYTES_MIN = 10_000_000
HTTP = frozenset({"http", "https"})
RTSP = frozenset({"rtsp"})
VISIBLE = re.compile(r"[!-~]+")


class AgentFileError(ValueError):
    """A file that no agent can run by; the message names the place and the reason, one line."""


def _address(schemes: frozenset[str]) -> AfterValidator:
    def check(url: str) -> str:
        if not VISIBLE.fullmatch(url):
            raise ValueError("an address has no spaces and no letters beyond ASCII")
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError for a port that is none
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(
                f"an address begins with {' or '.join(f'{s}://' for s in sorted(schemes))} and names a host"
            )
        if parts.username is not None or parts.password is not None:
            raise ValueError("name user and password by keys of their own, so that no log shows them")
        return url

    return AfterValidator(check)


def _place(path: Path, info: ValidationInfo) -> Path:
    """Relative paths begin where the file lies."""
    return Path(info.context or ".") / path


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Place = Annotated[Path, AfterValidator(_place)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CameraTold(_Told):
    """Where one camera's pictures come from, and the key with which they are posted."""

    code: Code
    url: Annotated[str, _address(HTTP | RTSP)]
    user: str | None = None
    password: SecretStr | None = None
    password_env: str | None = None
    interval_s: Annotated[float, Field(ge=0.2, le=3600)] = 5
    tls_verify: bool = True
    key: SecretStr | None = None
    key_file: Place | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.key is None) == (self.key_file is None):
            raise ValueError("name key or key_file")
        if self.key is not None and not VISIBLE.fullmatch(self.key.get_secret_value()):
            raise ValueError("key: that is none")
        if self.password is not None and self.password_env is not None:
            raise ValueError("name password or password_env, not both")
        if self.password_env is not None and self.password_env not in os.environ:
            raise ValueError(f"password_env: there is no variable {self.password_env}")
        if (self.user is None) != (self.password is None and self.password_env is None):
            raise ValueError("a user goes with a password or password_env, and the other way round")
        return self

    @property
    def streams(self) -> bool:
        """Whether pictures are taken from a stream, and not asked for one by one."""
        return urlsplit(self.url).scheme in RTSP

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password."""
        if self.user is None:
            return None
        if self.password is not None:
            return self.user, self.password.get_secret_value()
        return self.user, os.environ[self.password_env or ""]

    def read_key(self) -> str:
        """The device key as it is now: a file that was replaced needs no restart. Raises OSError, ValueError."""
        if self.key is not None:
            return self.key.get_secret_value()
        assert self.key_file is not None
        key = self.key_file.read_text("utf-8").strip()
        if not VISIBLE.fullmatch(key):
            raise ValueError(f"{self.key_file} holds no key")
        return key


class AgentTold(_Told):
    server: Annotated[str, _address(HTTP)]
    ca_file: Place | None = None
    folder: Place
    cap_bytes: Annotated[int, Field(ge=CAP_BYTES_MIN)] = 2_000_000_000
    pace_per_s: Annotated[float, Field(gt=0, le=100)] = 2
    cameras: Annotated[tuple[CameraTold, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [camera.code for camera in self.cameras]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"camera {', '.join(twice)} stands there twice")
        return self


def parse_agent_file(text: str, beside: Path = Path()) -> AgentTold:
    """`beside`: the folder where relative paths begin. Raises AgentFileError."""
    try:
        return AgentTold.model_validate(tomllib.loads(text), context=beside)
    except tomllib.TOMLDecodeError as error:
        raise AgentFileError(f"not TOML: {error}") from None
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        why = "there is no such key" if fault["type"] == "extra_forbidden" else fault["msg"]
        # from None: what pydantic says shows what was given, keys and passwords too
        raise AgentFileError(f"{place}: {why}" if place else why) from None


def read_agent_file(file: Path) -> AgentTold:
    """Raises AgentFileError, OSError, UnicodeDecodeError."""
    return parse_agent_file(file.read_text("utf-8"), file.absolute().parent)
