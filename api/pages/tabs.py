"""The tabs of one area: links to its pages, of which one is here. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """`address` may have a query; `path` is the page that it stands for, with the pages in `under`."""

    address: str
    label: str
    under: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.address.partition("?")[0]

    def holds(self, path: str) -> bool:
        return path == self.path or path.startswith(self.under or ("\0",))
