"""Pictures of products: made small, and freed of what a camera writes into them (place, device, time)."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from common import files
from common.models import StoredFile

KINDS = (files.JPEG, files.PNG, files.WEBP)
LONGEST_SIDE = 1600
SMALL = (480, 360)
MOST_PIXELS = 60_000_000


def kept_picture(upload: UploadedFile) -> ContentFile:
    """The picture as it is kept: a JPEG of at most 1600 pixels a side, standing upright."""
    from PIL import Image, ImageOps  # read when a picture comes: pages need none of it

    files.check(upload, allowed=KINDS)
    upload.seek(0)
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture is too large. Send one with fewer pixels."))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(_("The picture cannot be read. Save it again, or take it anew.")) from None
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
