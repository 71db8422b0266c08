"""What is read from outside once and not changed by anybody afterwards."""

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value read from outside: nothing unknown in it, and nobody changes it afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Frozen):
    """One saying in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def said(self, language: str) -> str:
        """In Chinese for `zh`, else in English."""
        return self.zh if language == "zh" else self.en
