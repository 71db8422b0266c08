"""The steps by which each vendor's cameras are told to push: fields of their forms, requests to them. Pure."""

import json
from html import escape
from shlex import quote
from urllib.parse import quote as quote_url

from api.cameras.instruction_parts import CAMERA, KEY, Kind, Place, Say, Step
from conduct.words import N_

PUSH_EVERY_S = 5
RENEWED_S = 3600


def axis(place: Place, say: Say) -> list[Step]:
    return [
        Step(
            say(N_("In the camera's page System > Events > Recipients (older: Events > Recipients) add a recipient.")),
            (
                (say(N_("Type")), place.scheme.upper()),
                ("URL", place.base + place.path(Kind.axis)),
                (say(N_("User name")), place.camera),
                (say(N_("Password")), KEY),
            ),
        ),
        Step(
            say(N_("Under Schedules add a pulse (older: Recurrences).")),
            ((say(N_("Repeat every")), f"{PUSH_EVERY_S} s"),),
        ),
        Step(
            say(N_("Under Rules (older: Action Rules) add a rule.")),
            (
                (say(N_("Condition")), say(N_("Scheduled and recurring > Pulse: the one made before"))),
                (say(N_("Action")), say(N_("Send images through HTTP, to the recipient made before"))),
                (say(N_("Prebuffer and postbuffer")), "0 s"),
                (say(N_("Most images")), "1"),
            ),
        ),
    ]


def hikvision(place: Place, say: Say) -> list[Step]:
    return [
        Step(
            say(N_("In the camera's page Configuration > Network > Advanced > HTTP Listening (Alarm Server) set:")),
            (
                (say(N_("Destination address")), place.host),
                ("URL", place.path(Kind.hikvision)),
                (say(N_("Protocol")), place.scheme.upper()),
                (say(N_("Port")), str(place.port)),
            ),
        ),
        Step(
            say(
                N_(
                    "Where that form has no user name and password, set all of it with one request to the camera. "
                    "Some know base64 in the place of MD5digest: /ISAPI/Event/notification/httpHosts/capabilities says."
                )
            ),
            command=(
                f"curl --digest -u admin -X PUT -H 'Content-Type: application/xml' \\\n"
                f"  -d {quote(_hikvision_host(place))} \\\n"
                f"  {CAMERA}/ISAPI/Event/notification/httpHosts/1"
            ),
        ),
        Step(say(N_("In the event that is to push, as Motion Detection, tick Notify Surveillance Center as linkage."))),
    ]


def _hikvision_host(place: Place) -> str:
    kind, element = ("ipaddress", "ipAddress") if place.is_address else ("hostname", "hostName")
    told = {
        "id": "1",
        "url": place.path(Kind.hikvision),
        "protocolType": place.scheme.upper(),
        "parameterFormatType": "XML",
        "addressingFormatType": kind,
        element: place.host,
        "portNo": str(place.port),
        "userName": place.camera,
        "password": KEY,
        "httpAuthenticationMethod": "MD5digest",
    }
    elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())
    return f"<HttpHostNotification>{elements}</HttpHostNotification>"


def dahua(place: Place, say: Say) -> list[Step]:
    server = {
        "Address": place.host,
        "Port": str(place.port),
        "Uploadpath": place.path(Kind.dahua),
        "HttpsEnable": str(place.https).lower(),
        "AuthEnable": "true",
        "UserName": place.camera,
        "Password": KEY,
        "EventType[0]": "VideoMotion",
    }
    table = {
        "PictureHttpUpload.Enable": "true",
        "PictureHttpUpload.Type": "digest",
        **{f"PictureHttpUpload.UploadServerList[0].{name}": value for name, value in server.items()},
    }
    settings = "&".join(f"{name}={quote_url(value, safe='/:')}" for name, value in table.items())
    address = quote(f"{CAMERA}/cgi-bin/configManager.cgi?action=setConfig&{settings}")
    return [
        Step(
            say(N_("Set where pictures are uploaded with one request to the camera; it answers OK.")),
            command=f"curl --globoff --digest -u admin \\\n  {address}",
        ),
        Step(
            say(
                N_("In the camera's page, in the event that is to push, as Motion Detection, tick Snapshot as linkage.")
            ),
        ),
    ]


def uniview(place: Place, say: Say) -> list[Step]:
    subscription = {
        "AddressType": 0 if place.is_address else 1,
        "IPAddress": place.host,
        "Port": place.port,
        "Duration": RENEWED_S,
    }
    path = f"{CAMERA}/LAPI/V1.0/System/Event/Subscription"
    return [
        Step(
            say(N_("Where the camera's page has a form for pushing (Network > HTTP upload or the like), set:")),
            (
                (say(N_("Destination address")), place.host),
                (say(N_("Port")), str(place.port)),
                (say(N_("User name")), place.camera),
                (say(N_("Password")), KEY),
            ),
        ),
        Step(
            say(N_("Otherwise subscribe; the answer holds an ID.")),
            command=f"curl --digest -u admin -d {quote(json.dumps(subscription))} \\\n  {path}",
        ),
        Step(
            say(N_("A subscription ends after {seconds} s. Renew it before, by a job of your own.")).format(
                seconds=RENEWED_S
            ),
            command=f"curl --digest -u admin -X PUT -d {quote(json.dumps({'Duration': RENEWED_S}))} \\\n  {path}/ID",
        ),
    ]


def curl(place: Place, say: Say) -> list[Step]:
    return [
        Step(
            say(N_("Post a JPEG every few seconds, with the time when it was taken.")),
            command=(
                f"curl -H 'Authorization: Bearer {KEY}' -H 'Content-Type: image/jpeg' \\\n"
                '  -H "X-Captured-At: $(date -u +%Y-%m-%dT%H:%M:%SZ)" --data-binary @frame.jpg \\\n'
                f"  {place.base}{place.path(Kind.curl)}"
            ),
        ),
    ]
