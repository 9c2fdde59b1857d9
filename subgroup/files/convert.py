"""Office papers and pictures as PDF, for the pack. The paper itself is kept as it was sent."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image, ImageOps

from subgroup.files.kinds import KINDS
from subgroup.files.workbook import printable

SECONDS = 120
MOST_PAGES = 200
OFFICE = {"docx", "pptx", "xlsx", "odt", "ods", "odp", "txt", "csv"}
PICTURES = {"png", "jpg"}
_FILTERS = {
    "xlsx": "calc_pdf_Export",
    "ods": "calc_pdf_Export",
    "pptx": "impress_pdf_Export",
    "odp": "impress_pdf_Export",
}
_EXPORT = json.dumps(
    {
        "ExportBookmarks": {"type": "boolean", "value": "true"},
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
        "ExportFormFields": {"type": "boolean", "value": "false"},
    },
    separators=(",", ":"),
)
_DOTS_PER_INCH = 150
_A4 = (595, 842)  # points

# Never run a macro, never follow a link out of the document, never fetch a template.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


@cache
def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def _fence() -> tuple[str, ...]:
    """A command in front that takes the network away, where the kernel lets us."""
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    fence = (unshare, "--net", "--map-root-user")
    try:
        subprocess.run([*fence, "true"], capture_output=True, timeout=10, check=True)  # noqa: S603 - a fixed command
    except (OSError, subprocess.SubprocessError):
        return ()
    return fence


def available() -> bool:
    """Whether Office papers can be turned into PDF here."""
    return _office() is not None


def to_pdf(path: Path, kind: str) -> bytes | None:
    """The paper as PDF, or None where that cannot be had: then `reason(kind)` says so in the pack."""
    if kind == "pdf":
        return path.read_bytes()
    if kind in PICTURES:
        return _picture(path)
    if kind in OFFICE and available():
        return _convert(path, kind)
    return None


def reason(kind: str) -> str:
    """Why a paper of this kind is not shown in the pack."""
    noun = KINDS[kind].noun if kind in KINDS else "a file"
    return f"This paper is {noun} and could not be shown here: open it on the papers site."


def _picture(path: Path) -> bytes | None:
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as source:
            picture = ImageOps.exif_transpose(source)
            if picture.mode in {"RGBA", "LA", "P", "PA"}:
                picture = picture.convert("RGBA")
                white = Image.new("RGB", picture.size, "white")
                white.paste(picture, mask=picture.getchannel("A"))
                picture = white
            elif picture.mode != "L":
                picture = picture.convert("RGB")
            return _page_of(picture)
    except (OSError, ValueError, SyntaxError):
        return None


def _page_of(picture: Image.Image) -> bytes:
    """One A4 page, upright or lying as the picture is, with it in the middle at 150 dots an inch or more."""
    width, height = picture.size
    page_width, page_height = _A4 if height >= width else _A4[::-1]
    scale = min((page_width - 72) / width, (page_height - 72) / height, 72 / _DOTS_PER_INCH)
    shown_width, shown_height = width * scale, height * scale
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=85)
    pdf = pikepdf.new()
    image = pdf.make_stream(
        jpeg.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=(page_width, page_height))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    left, bottom = (page_width - shown_width) / 2, (page_height - shown_height) / 2
    page.obj.Contents = pdf.make_stream(
        f"q {shown_width:.2f} 0 0 {shown_height:.2f} {left:.2f} {bottom:.2f} cm /Im0 Do Q".encode()
    )
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _convert(path: Path, kind: str) -> bytes | None:
    """LibreOffice with a profile of its own, so that two at once do not meet; ended in time, children too."""
    with tempfile.TemporaryDirectory(prefix="convert-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE)
        source = folder / f"paper.{kind}"
        if kind == "xlsx":
            printable(path, source)
        else:
            shutil.copyfile(path, source)
        export = _FILTERS.get(kind, "writer_pdf_Export")
        command = [
            *_fence(),
            _office() or "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault", "--convert-to"),
            f"pdf:{export}:{_EXPORT}",
            *("--outdir", str(folder / "out"), str(source)),
        ]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LANG": "en_GB.UTF-8",
        }
        with subprocess.Popen(  # noqa: S603 - our own names only
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(SECONDS)
            finally:
                _end(process)
        made = folder / "out" / "paper.pdf"
        return made.read_bytes() if _can_be_read(made) else None


def _can_be_read(made: Path) -> bool:
    """A workbook of ten thousand rows is no help as five hundred pages: it is opened on the papers site."""
    try:
        with pikepdf.open(made) as pdf:
            return 0 < len(pdf.pages) <= MOST_PAGES
    except (OSError, pikepdf.PdfError):
        return False


def _end(process: subprocess.Popen) -> None:
    """soffice is a script whose child does the work: only the group ends both."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
