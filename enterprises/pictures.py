"""Pictures of products: made small, and freed of what a camera writes into them (place, device, time)."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from common import files
from common.models import StoredFile
from common.photos import open_photo, unreadable

KINDS = (files.JPEG, files.PNG, files.WEBP, files.HEIC)
LONGEST_SIDE = 1600
SMALL = (480, 360)


def kept_picture(upload: UploadedFile) -> ContentFile:
    """The picture as it is kept: a JPEG of at most 1600 pixels a side, standing upright."""
    from PIL import Image, ImageOps  # read when a picture comes: pages need none of it

    files.check(upload, allowed=KINDS)
    with open_photo(upload) as picture:
        try:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
        except (OSError, SyntaxError, ValueError, RuntimeError):
            raise unreadable() from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    out = BytesIO()
    paper.save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue(), name="picture.jpg")


def small_picture(stored: StoredFile) -> bytes:
    """The picture as a list shows it: filling 480 × 360 pixels."""
    from PIL import Image, ImageOps

    with stored.content.open("rb") as file, Image.open(file) as picture:
        picture.draft("RGB", SMALL)  # the decoder then leaves out what is not needed
        out = BytesIO()
        ImageOps.fit(picture.convert("RGB"), SMALL).save(out, "JPEG", quality=80)
    return out.getvalue()
