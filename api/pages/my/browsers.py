"""A browser as people call it, from what it calls itself. Pure."""

BROWSERS = (
    ("MicroMessenger/", "WeChat"), ("DingTalk/", "DingTalk"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
"""The first that is found: each also calls itself by names further down."""
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_said(user_agent: str) -> str:
    """`Firefox · Windows`; empty where neither is known."""
    found = (next((said for mark, said in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, found))
