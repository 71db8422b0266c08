"""Bodies that came compressed, or only say so: some cameras announce a compression that they do not do."""

import zlib

ZLIB_OR_GZIP, BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS


def unpacked(content: bytes, encoding: str, bytes_max: int) -> bytes:
    """The body as it was before `Content-Encoding`, at most so many bytes of it; as it came where it is not so."""
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate", "zlib"}:
        return content
    for window in (ZLIB_OR_GZIP, BARE):
        try:
            return zlib.decompressobj(window).decompress(content, bytes_max)
        except zlib.error:
            continue
    return content
