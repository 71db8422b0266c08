"""What cameras push, written by hand after the vendors' manuals and what was met in the field."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from api.intake.pushes.dialects import Vendor
from tests.api.conftest import picture_bytes
from vision.jpeg import encode

TOLD = "2026-06-03T09:29:30+08:00"
"""When all of these say they happened, where they say it with an offset."""
MIME = {"Content-Type": "multipart/form-data; boundary=MIME_boundary"}

Make = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Form:
    """One way of pushing a picture; `tells` whether it says when with an offset."""

    name: str
    vendor: Vendor
    make: Make
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    tells: bool = True


@cache
def cut_out(seed: int = 7) -> bytes:
    """A face or a figure cut out of the view: a JPEG of 64 x 80 pixels."""
    return encode(np.random.default_rng(seed).integers(0, 255, (80, 64, 3), dtype=np.uint8))


def hik_xml(event: str = "VMD", state: str = "active", at: str = TOLD) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">\n'
        "<ipAddress>192.168.1.64</ipAddress>\n<portNo>80</portNo>\n<protocol>HTTP</protocol>\n"
        "<macAddress>44:19:b6:00:00:01</macAddress>\n<channelID>1</channelID>\n"
        f"<dateTime>{at}</dateTime>\n<activePostCount>1</activePostCount>\n"
        f"<eventType>{event}</eventType>\n<eventState>{state}</eventState>\n"
        "<eventDescription>Motion alarm</eventDescription>\n<channelName>大厅一号</channelName>\n"
        "</EventNotificationAlert>\n"
    ).encode()


def hik_json(kind: str, at: str = TOLD) -> bytes:
    told = {
        "ipAddress": "192.168.1.64", "portNo": 80, "protocol": "HTTP", "channelID": 1, "dateTime": at,
        "activePostCount": 1, "eventType": kind, "eventState": "active", "eventDescription": kind,
        kind: [{"targetAttrs": {"bkgUrl": "", "contentID": "backgroundImage"}}],
    }  # fmt: skip
    return json.dumps(told, indent=1).encode()


def part(content: bytes, *headers: str, end: bytes = b"\r\n") -> bytes:
    head = b"".join(line.encode() + end for line in headers)
    return b"--MIME_boundary" + end + head + end + content + end


def named(name: str, filename: str | None, kind: str, content: bytes, end: bytes = b"\r\n") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
    return part(content, disposition, f"Content-Type: {kind}", f"Content-Length: {len(content)}", end=end)


CLOSED = b"--MIME_boundary--\r\n"


def uniview(jpeg: bytes, **more: object) -> dict[str, object]:
    image = {
        "Index": 1, "Type": 1, "Format": 0, "Width": 320, "Height": 240, "Size": len(jpeg),
        "Data": base64.b64encode(jpeg).decode(),
    }  # fmt: skip
    return {
        "Reference": "192.168.1.10:80/Subscription/1", "Seq": 12, "Timestamp": 1780450170, "SrcID": 1, "SrcName": "大厅",
        "StructureInfo": {"ObjInfo": {"FaceNum": 0}, "ImageNum": 1, "ImageInfoList": [image]},
        **more,
    }  # fmt: skip


def dahua(jpeg: bytes) -> dict[str, object]:
    return {
        "Picture": {
            "NormalPic": {"Content": base64.b64encode(jpeg).decode(), "PicName": "1_20260603092930.jpg"},
            "CutoutPic": {"Content": base64.b64encode(cut_out()).decode(), "PicName": "1_cut.jpg"},
            "SnapInfo": {"AccurateTime": "2026-06-03 09:29:30.125", "TimeZone": 8},
        }
    }


DAHUA_INFO = json.dumps({"Events": [{"Code": "VideoMotion", "Action": "Pulse", "UTC": 1780450170}]}).encode()

FORMS = [
    Form(
        "axis",
        Vendor.axis,
        lambda jpeg: jpeg,
        {"Content-Type": "image/jpeg", "Content-Disposition": 'attachment; filename="image26-06-03_09-29-30-12.jpg"'},
        tells=False,
    ),
    Form(
        "hikvision",
        Vendor.hikvision,
        lambda jpeg: (
            named("MoveDetection.xml", "MoveDetection.xml", "application/xml", hik_xml())
            + named("VMDImage", "VMDImage.jpg", "image/jpeg", jpeg)
            + CLOSED
        ),
        MIME,
    ),
    Form(
        "hikvision, quoted boundary, PUT",
        Vendor.hikvision,
        lambda jpeg: named("a.xml", None, "text/xml", hik_xml()) + named("Picture", "p.jpg", "image/pjpeg", jpeg) + CLOSED,
        {"Content-Type": 'multipart/form-data; boundary="MIME_boundary"'},
        "PUT",
    ),
    Form(
        "hikvision, LF line ends",
        Vendor.hikvision,
        lambda jpeg: (
            named("MoveDetection.xml", None, "application/xml", hik_xml(), b"\n")
            + named("VMDImage", "VMDImage.jpg", "image/jpeg", jpeg, b"\n")
            + b"--MIME_boundary--\n"
        ),
        MIME,
    ),
    Form(
        "hikvision, parts without name or type",
        Vendor.hikvision,
        lambda jpeg: part(hik_xml()) + part(jpeg) + CLOSED,
        MIME,
    ),
    Form(
        "hikvision, JSON event log",
        Vendor.hikvision,
        lambda jpeg: (
            named("event_log", None, "application/json", hik_json("AccessControllerEvent"))
            + named("Picture", "Picture.jpg", "image/jpeg", jpeg)
            + CLOSED
        ),
        MIME,
    ),
    Form(
        "hikvision, faces cut out before the view",
        Vendor.hikvision,
        lambda jpeg: (
            named("alarmResult", None, "application/json", hik_json("alarmResult"))
            + named("faceImage", "faceImage.jpg", "image/jpeg", cut_out())
            + named("backgroundImage", "backgroundImage.jpg", "image/jpeg", jpeg)
            + CLOSED
        ),
        MIME,
    ),
    Form(
        "hikvision, the picture first and without an end",
        Vendor.hikvision,
        lambda jpeg: named("VMDImage", "VMDImage.jpg", "image/jpeg", jpeg) + named("x", None, "text/xml", hik_xml()),
        MIME,
    ),
    Form("hikvision, image only", Vendor.hikvision, lambda jpeg: jpeg, {"Content-Type": "image/jpeg"}, tells=False),
    Form(
        "hikvision, another boundary than announced",
        Vendor.hikvision,
        lambda jpeg: named("x", None, "text/xml", hik_xml()) + named("VMDImage", None, "image/jpeg", jpeg) + CLOSED,
        {"Content-Type": "multipart/form-data; boundary=boundary"},
    ),
    Form(
        "dahua, multipart",
        Vendor.dahua,
        lambda jpeg: (
            named("info", None, "text/plain", DAHUA_INFO) + named("file", "snap.jpg", "image/jpeg", jpeg) + CLOSED
        ),
        MIME,
        tells=False,
    ),
    Form(
        "dahua, JSON that says it is compressed",
        Vendor.dahua,
        lambda jpeg: json.dumps(dahua(jpeg)).encode(),
        {"Content-Type": "application/json", "Content-Encoding": "deflate"},
        tells=False,
    ),
    Form(
        "uniview",
        Vendor.uniview,
        lambda jpeg: json.dumps(uniview(jpeg), ensure_ascii=False).encode(),
        {"Content-Type": "application/json"},
        tells=False,
    ),
    Form(
        "uniview, slashes escaped, with a time",
        Vendor.uniview,
        lambda jpeg: json.dumps(uniview(jpeg, Time=TOLD)).replace("/", "\\/").encode(),
        {"Content-Type": "application/json"},
    ),
    Form(
        "uniview, base64 in lines",
        Vendor.uniview,
        lambda jpeg: b'{"AlarmPicture":{"ImageList":[{"Data":"' + base64.encodebytes(jpeg) + b'"}]}}',
        {},
        tells=False,
    ),
]  # fmt: skip

QUIET: list[tuple[str, Vendor, bytes, dict[str, str]]] = [
    ("nothing at all", Vendor.axis, b"", {}),
    ("an empty heartbeat", Vendor.hikvision, b"", MIME),
    ("a heartbeat of bare boundaries", Vendor.hikvision, b"--MIME_boundary\r\n\r\n\r\n" + CLOSED, MIME),
    (
        "a heartbeat with an empty part",
        Vendor.hikvision,
        named("VMDImage", "VMDImage.jpg", "image/jpeg", b"") + CLOSED,
        MIME,
    ),
    (
        "videoloss, inactive",
        Vendor.hikvision,
        hik_xml("videoloss", "inactive"),
        {"Content-Type": "application/xml"},
    ),
    ("a JSON heartbeat", Vendor.hikvision, hik_json("heartBeat"), {"Content-Type": "application/json"}),
    ("an event without a picture", Vendor.dahua, DAHUA_INFO, {"Content-Type": "application/json"}),
    (
        "an alarm without a picture",
        Vendor.uniview,
        json.dumps({"Reference": "x", "AlarmInfo": {"AlarmType": "VideoLossOn", "Timestamp": 1780450170}}).encode(),
        {"Content-Type": "application/json"},
    ),
]

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

ODD: list[tuple[str, Vendor, bytes, dict[str, str], str, int]] = [
    ("a picture cut off", Vendor.axis, picture_bytes(1)[:9000], {"Content-Type": "image/jpeg"}, "cut-off", 1),
    ("a beginning alone", Vendor.axis, b"\xff\xd8\xff\x00", {"Content-Type": "image/jpeg"}, "not-a-jpeg", 1),
    (
        "a picture cut off in its part",
        Vendor.hikvision,
        named("x", None, "text/xml", hik_xml()) + named("VMDImage", None, "image/jpeg", picture_bytes(1)[:9000]) + CLOSED,
        MIME,
        "cut-off",
        1,
    ),
    (
        "the view cut off, a face whole",
        Vendor.hikvision,
        named("faceImage", None, "image/jpeg", cut_out()) + named("background", None, "image/jpeg", picture_bytes(1)[:9000]),
        MIME,
        "cut-off",
        1,
    ),
    ("PNG", Vendor.axis, PNG, {"Content-Type": "image/png"}, "not-a-jpeg", 1),
    (
        "PNG in base64",
        Vendor.uniview,
        json.dumps({"Data": base64.b64encode(PNG).decode()}).encode(),
        {"Content-Type": "application/json"},
        "not-a-jpeg",
        1,
    ),
    (
        "base64 cut off",
        Vendor.uniview,
        json.dumps(uniview(picture_bytes(1))).encode()[:9000],
        {"Content-Type": "application/json"},
        "cut-off",
        1,
    ),
    ("words of somebody else", Vendor.hikvision, b"hello from a door bell", {"Content-Type": "text/plain"}, "not-understood", 0),
    ("noise", Vendor.dahua, bytes(range(256)) * 40, {}, "not-understood", 0),
]  # fmt: skip
