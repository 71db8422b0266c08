"""A real RTSP server, GStreamer's, with one video: `/usr/bin/python3 rtsp_server.py FILE PORT none|basic|digest`.

Run by the system's Python, to which the package gir1.2-gst-rtsp-server-1.0 belongs. Prints its port once it listens.
"""

import sys
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 # pyright: ignore

USER, PASSWORD, ROLE = "viewer", "s:cret/@", "viewer"
PAYLOADS = {
    "h264": "rtph264pay config-interval=-1",
    "hevc": "h265parse ! rtph265pay config-interval=-1",
    "mjpeg": "rtpjpegpay",
}


def main(file: str, port: str, auth: str) -> None:
    Gst.init(None)
    server: Any = GstRtspServer.RTSPServer.new()
    server.set_address("127.0.0.1")
    server.set_service(port)
    payload = PAYLOADS[file.rsplit(".", 2)[1]]
    factory: Any = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(f"( filesrc location={file} ! qtdemux ! {payload} name=pay0 pt=96 )")
    if auth != "none":
        demand(server, factory, auth)
    server.get_mount_points().add_factory("/stream", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def demand(server: Any, factory: Any, auth: str) -> None:
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", ROLE)
    keeper: Any = GstRtspServer.RTSPAuth.new()
    if auth == "digest":
        keeper.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        keeper.add_digest(USER, PASSWORD, token)
    else:
        keeper.add_basic(GstRtspServer.RTSPAuth.make_basic(USER, PASSWORD), token)
    server.set_auth(keeper)
    permissions = GstRtspServer.RTSPPermissions.new()
    for what in ("access", "construct"):
        permissions.add_permission_for_role(ROLE, f"media.factory.{what}", True)
    factory.set_permissions(permissions)


main(*sys.argv[1:])
